package io.understudy.probe;

import io.understudy.endpoint.InstanceEndpoint;
import jakarta.resource.spi.Activation;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ResourceAdapter;

/** An endpoint says nothing of itself here. */
@Activation(messageListeners = InstanceEndpoint.class)
public class ProbeActivation implements ActivationSpec {
  private ResourceAdapter adapter;

  @Override
  public void validate() {}

  @Override
  public ResourceAdapter getResourceAdapter() {
    return adapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter adapter) {
    this.adapter = adapter;
  }
}
