# docker build -f chat.dockerfile -t chat .   (after ./mvnw package)
FROM eclipse-temurin:21-jre
WORKDIR /app
COPY target/quarkus-app/lib/ lib/
COPY target/quarkus-app/quarkus/ quarkus/
COPY target/quarkus-app/app/ app/
COPY target/quarkus-app/*.jar ./
USER 10001
EXPOSE 8080
# The form with brackets: the primary is process 1, gets the signals of "docker stop" itself, and reaps its workers. No init
# process (tini, dumb-init) is necessary.
ENTRYPOINT ["java", "-Dquarkus.http.host=0.0.0.0", "-Dquarkus.socketio.cluster.enabled=true", "-jar", "quarkus-run.jar"]
