# Builds Signalbox from this repository, makes its start cache with the very JVM that will run it, keeps the rest out.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -B -ntp -Dmaven.test.skip -Dspotless.check.skip package \
 && java -Djarmode=tools -jar router-service/target/router-service-*.jar \
      extract --destination /opt/signalbox --application-filename signalbox.jar \
 && cp router-service/src/main/launch/*.jvm /opt/signalbox/

FROM eclipse-temurin:25-jre AS base
# The service sets it as well; here it also holds for whatever else loads ONNX Runtime in the image.
ENV ORT_DISABLE_TELEMETRY=1
# libgomp1: llama.cpp computes with OpenMP.
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 signalbox \
 && useradd --uid 10001 --gid signalbox --shell /usr/sbin/nologin --home-dir /var/lib/signalbox --no-create-home signalbox \
 && install -d -o signalbox -g signalbox /var/lib/signalbox

# A cache that does not come about, or does not fit, costs seconds of starting and nothing else.
FROM base AS rehearsed
COPY --from=build --chown=signalbox:signalbox /opt/signalbox /opt/signalbox
USER signalbox
RUN java @/opt/signalbox/cli.jvm -cp /opt/signalbox/signalbox.jar dev.signalbox.cli.Main rehearse \
 || rm -f /opt/signalbox/*.aot*

FROM base
COPY --from=rehearsed --chown=root:root /opt/signalbox /opt/signalbox
# The command line, beside a running service: docker compose exec signalbox signalbox status
RUN printf '%s\n' '#!/bin/sh' 'app=/opt/signalbox' \
      'exec java @$app/cli.jvm -XX:AOTCache=$app/cli.aot -cp $app/signalbox.jar dev.signalbox.cli.Main "$@"' \
      >/usr/local/bin/signalbox \
 && chmod 755 /usr/local/bin/signalbox
ENV SIGNALBOX_HOME=/var/lib/signalbox \
    SERVER_ADDRESS=0.0.0.0 \
    SERVER_PORT=8484
USER signalbox
WORKDIR /var/lib/signalbox
VOLUME /var/lib/signalbox
EXPOSE 8484
# By bash alone: the image need not have curl, and a JVM every few seconds would be a waste.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8484 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "@/opt/signalbox/service.jvm", "-XX:AOTCache=/opt/signalbox/service.aot", "-jar", "/opt/signalbox/signalbox.jar"]
