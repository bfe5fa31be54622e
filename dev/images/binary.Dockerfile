# One static Go binary and nothing else.
FROM scratch
ARG BINARY
COPY ${BINARY} /server
USER 65532:65532
ENTRYPOINT ["/server"]
