# Debian with Python and espeak-ng: what the speech service is built on.
FROM scratch
ARG ROOTFS
ADD ${ROOTFS} /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 65532:65532
WORKDIR /home/nonroot
CMD ["python3"]
