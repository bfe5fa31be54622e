# The stand-in for gcr.io/distroless/nodejs24-debian12:nonroot where no registry can be reached:
# the same user, the same path of node, the same entry point.
FROM scratch
ARG ROOTFS
ADD ${ROOTFS} /
ENV PATH=/nodejs/bin:/usr/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 65532:65532
WORKDIR /home/nonroot
ENTRYPOINT ["/nodejs/bin/node"]
