package io.understudy.tables.service;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import jakarta.enterprise.inject.spi.SessionBeanType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the one stateless EJB of the application that implements a fault-tolerant service; none, or
 * two, or one whose operations cannot be told, is an error of the deployment.
 */
public class ServiceExtension implements Extension {

  /** What is kept of a bean: the event itself means nothing after the call. */
  private record Candidate(
      Bean<?> bean, String name, SessionBeanType type, List<Class<?>> interfaces) {}

  private final List<Candidate> found = new ArrayList<>();
  private DeployedService service;

  /** Called for each session bean as CDI starts. */
  void see(@Observes ProcessSessionBean<?> event) {
    Bean<?> bean = event.getBean();
    List<Class<?>> interfaces = ServiceModel.serviceInterfacesOf(bean.getBeanClass());
    if (!interfaces.isEmpty()) {
      found.add(new Candidate(bean, event.getEjbName(), event.getSessionBeanType(), interfaces));
    }
  }

  /** Called when CDI has seen all beans. */
  void choose(@Observes AfterDeploymentValidation event, BeanManager beans) {
    try {
      service = chosen(beans);
    } catch (DeploymentException e) {
      event.addDeploymentProblem(e);
    }
  }

  /** The service of this application. */
  public DeployedService service() {
    return service;
  }

  private DeployedService chosen(BeanManager beans) {
    if (found.size() != 1) {
      throw new DeploymentException(
          "The application must hold exactly one EJB that implements an interface marked"
              + " @FaultTolerantService; it holds "
              + (found.isEmpty() ? "none." : names() + "."));
    }
    Candidate only = found.get(0);
    if (only.interfaces().size() != 1 || only.type() != SessionBeanType.STATELESS) {
      throw new DeploymentException(
          only.name()
              + " must be a stateless EJB and implement one interface marked"
              + " @FaultTolerantService.");
    }
    Class<?> type = only.interfaces().get(0);
    ServiceModel model = ServiceModel.of(type);
    return new DeployedService(
        model, beans.getReference(only.bean(), type, beans.createCreationalContext(only.bean())));
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    found.forEach(candidate -> names.add(candidate.name()));
    return names;
  }
}
