package io.understudy.adapter;

import io.understudy.endpoint.InstanceEndpoint;
import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;

/** What an endpoint says of itself when it is deployed. */
@Activation(messageListeners = InstanceEndpoint.class)
public class UnderstudyActivationSpec implements ActivationSpec {
  private ResourceAdapter resourceAdapter;
  private String service;

  /** Name of the service the endpoint is for; without one, whatever this server's instance is. */
  public String getService() {
    return service;
  }

  public void setService(String service) {
    this.service = service;
  }

  @Override
  public void validate() throws InvalidPropertyException {
    if (service != null && service.isBlank()) {
      throw new InvalidPropertyException("The activation property service must not be blank.");
    }
  }

  @Override
  public ResourceAdapter getResourceAdapter() {
    return resourceAdapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter adapter) {
    resourceAdapter = adapter;
  }
}
