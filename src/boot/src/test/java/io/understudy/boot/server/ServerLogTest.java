package io.understudy.boot.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
  @TempDir Path directory;

  private ServerLog log(String text) throws IOException {
    return new ServerLog(Files.writeString(directory.resolve("server.log"), text));
  }

  @Test
  void shouldShowTheErrorAndItsCausesWhenADeploymentFailed() throws IOException {
    ServerLog log =
        log(
            """
            2026-11-23 04:55:30.195 INFO    PayaraMicro: starting
            2026-11-23 04:55:35.195 SEVERE  some.logger: Exception while loading the app
            java.lang.RuntimeException: Error in creating active RAR
            \tat some.Where(Where.java:1)
            Caused by: java.lang.IllegalArgumentException: understudy.max-group is "many"
            \tat some.Where(Where.java:2)
            2026-11-23 04:55:39.160 INFO    PayaraMicro: Payara Micro 6 (build 42) ready in 9,159 (ms)
            """);

    assertThat(log.saysReady()).isTrue();
    assertThat(log.saysDeployed("understudy")).isFalse();
    assertThat(log.cause().lines().map(String::strip))
        .containsExactly(
            "2026-11-23 04:55:35.195 SEVERE  some.logger: Exception while loading the app",
            "java.lang.RuntimeException: Error in creating active RAR",
            "Caused by: java.lang.IllegalArgumentException: understudy.max-group is \"many\"");
  }

  @Test
  void shouldKnowThatPayaraHasNotFoundAResource() throws IOException {
    assertThat(
            log("""
                    2026-11-30 08:47:34.051 SEVERE  javax.enterprise.dol: AS-DEPLOYMENT-00026
                    2026-11-30 08:47:34.343 INFO    PayaraMicro: Payara Micro ready in 24 (ms)
                    """)
                .saysResourceMissing())
        .isTrue();
    assertThat(log("2026-11-30 08:47:34.051 SEVERE  some.pool: jdbc.exc\n").saysResourceMissing())
        .isFalse();
  }

  @Test
  void shouldSayThatTheArbiterServesOnlyWhenItHasSaidSo() throws IOException {
    assertThat(log("2026-11-23 04:55:30.195 WARNING some.logger: not yet\n").saysArbiterServes())
        .isFalse();
    assertThat(
            log("2026-11-23 04:55:30.195 INFO    io.understudy: The arbiter serves at 127.0.0.1:1.")
                .saysArbiterServes())
        .isTrue();
  }

  @Test
  void shouldShowUnderstudysOwnWordWhenThereIsOne() throws IOException {
    ServerLog log =
        log(
            """
            2026-11-23 04:55:34.195 SEVERE  some.pool: jdbc.exc
            java.lang.RuntimeException: no connection
            2026-11-23 04:55:35.195 SEVERE  io.understudy: UND0201 The database cannot be opened.
            Caused by: java.lang.RuntimeException: no connection
            """);

    assertThat(log.cause().lines())
        .containsExactly(
            "  2026-11-23 04:55:35.195 SEVERE  io.understudy: UND0201 The database cannot be opened.");
  }

  @Test
  void shouldShowTheLastLinesWhenThereIsNoError() throws IOException {
    ServerLog log = log("one\n\ntwo\n");

    assertThat(log.cause().lines()).containsExactly("  one", "  two");
  }

  @Test
  void shouldSayWhatWasDeployed() throws IOException {
    ServerLog log =
        log(
            "2026-11-23 04:55:39.048 INFO    javax.enterprise.system.core: store was successfully"
                + " deployed in 3,742 milliseconds.\n");

    assertThat(log.saysDeployed("store")).isTrue();
    assertThat(log.saysDeployed("understudy")).isFalse();
    assertThat(log.saysReady()).isFalse();
  }

  @Test
  void shouldSayNothingWhenNothingWasPrinted() {
    assertThat(new ServerLog(directory.resolve("none")).cause()).isEmpty();
  }
}
