# The image holds the static binary, the folder for the database, and nothing else: no shell, no package
# manager, no user with rights. Time zones are embedded in the binary.

FROM golang:1.26 AS build
WORKDIR /src
# Modules first, so that a change of the code does not fetch them again.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# .ci/run runs this line by hand.
RUN CGO_ENABLED=0 go build -trimpath -tags nethttpomithttp2 -ldflags "-s -w" -o /pacer ./cmd/pacer
# A volume takes over the owner of the folder that it covers, and the last stage has no mkdir.
RUN mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /pacer /pacer
COPY --from=build --chown=65532:65532 /data /data
ENV PACER_DATABASE=/data/pacer.db PACER_HTTP_ADDR=127.0.0.1:9090
VOLUME /data
USER nonroot
# Inside the container only: nothing is published. The image has no curl, and needs none.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["/pacer", "health"]
ENTRYPOINT ["/pacer"]
CMD ["serve"]
