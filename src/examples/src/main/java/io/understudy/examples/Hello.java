package io.understudy.examples;

import io.understudy.client.UnderstudyClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Puts an object and gets it back; the arguments are the addresses of some instances' brokers. */
public final class Hello {
  private Hello() {}

  public static void main(String[] addresses) {
    try (UnderstudyClient client =
        UnderstudyClient.builder("store")
            .clientId("hello")
            .instances(addresses)
            .deadline(Duration.ofSeconds(30))
            .open()) {
      System.out.println(
          client.submit("put", json("{'key':'greeting','value':{'text':'hello'}}")).join());
      System.out.println(client.submit("get", json("{'key':'greeting'}")).join());
    }
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
