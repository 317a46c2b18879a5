package io.understudy.web;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import java.sql.Connection;

/**
 * The instance's own database, named by system properties (or any other MicroProfile Config source)
 * when the server starts: {@code understudy.database.url}, {@code .user}, {@code .password} and
 * {@code .class}, a driver or a data source. Without them it is an H2 database in memory, which
 * keeps nothing over a restart.
 */
@Singleton
@DataSourceDefinition(
    name = InstanceDatabase.NAME,
    className = "${MPCONFIG=understudy.database.class:io.understudy.web.H2DataSource}",
    url = "${MPCONFIG=understudy.database.url:jdbc:h2:mem:understudy}",
    user = "${MPCONFIG=understudy.database.user:understudy}",
    password = "${MPCONFIG=understudy.database.password:understudy}",
    isolationLevel = Connection.TRANSACTION_READ_COMMITTED,
    minPoolSize = 2,
    maxPoolSize = 16,
    // A connection that the database has closed is not given out again.
    properties = {
      "fish.payara.is-connection-validation-required=true",
      "fish.payara.connection-validation-method=custom-validation",
      "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation",
      "fish.payara.validate-atmost-once-period-in-seconds=1",
      "fish.payara.fail-all-connections=true"
    })
public class InstanceDatabase {
  /** Its name in JNDI. */
  public static final String NAME = "java:app/understudy/database";
}
