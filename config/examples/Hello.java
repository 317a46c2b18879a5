import io.understudy.client.UnderstudyClient;

public class Hello {
  public static void main(String[] arguments) {
    try (UnderstudyClient client =
        UnderstudyClient.builder("store").clientId("hello").instances(arguments).open()) {
      client.submit("put", "{\"key\":\"greeting\",\"value\":{\"text\":\"hello\"}}".getBytes()).join();
      System.out.println(client.submit("get", "{\"key\":\"greeting\"}".getBytes()).join());
    }
  }
}
