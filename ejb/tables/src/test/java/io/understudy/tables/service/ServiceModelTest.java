package io.understudy.tables.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.api.FaultTolerantService;
import io.understudy.api.Mutation;
import io.understudy.api.Query;
import jakarta.enterprise.inject.spi.DeploymentException;
import org.junit.jupiter.api.Test;

class ServiceModelTest {

  @FaultTolerantService(name = "a b")
  public interface BadlyNamed {
    @Query("x")
    void x();
  }

  @FaultTolerantService(name = "s", version = 0)
  public interface BadlyVersioned {
    @Query("x")
    void x();
  }

  @FaultTolerantService(name = "s")
  public interface Empty {}

  @FaultTolerantService(name = "s")
  public interface Unmarked {
    void x();
  }

  @FaultTolerantService(name = "s")
  public interface MarkedTwice {
    @Query("x")
    @Mutation("x")
    void x();
  }

  @FaultTolerantService(name = "s")
  public interface SameTwice {
    @Query("x")
    void x();

    @Mutation("x")
    void y();
  }

  public abstract static class Base implements Unmarked {}

  public abstract static class Derived extends Base implements Empty, Runnable {}

  @Test
  void shouldRefuseAnInterfaceWhenItsOperationsCannotBeTold() {
    refused(BadlyNamed.class, "\"a b\"");
    refused(BadlyVersioned.class, "at least 1");
    refused(Empty.class, "no operation");
    refused(Unmarked.class, "@Mutation or a @Query");
    refused(MarkedTwice.class, "@Mutation or a @Query");
    refused(SameTwice.class, "Two methods");
  }

  @Test
  void shouldFindTheServiceWhenItIsInherited() {
    assertThat(ServiceModel.serviceInterfacesOf(Derived.class))
        .containsExactlyInAnyOrder(Unmarked.class, Empty.class);
    assertThat(ServiceModel.serviceInterfacesOf(String.class)).isEmpty();
  }

  private static void refused(Class<?> type, String because) {
    assertThatThrownBy(() -> ServiceModel.of(type))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining(because);
  }
}
