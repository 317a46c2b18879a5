package io.understudy.web;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import java.sql.Connection;

/**
 * The instance's own database, named by system properties (or any other MicroProfile Config source)
 * when the server starts: {@code understudy.database.url}, {@code .user}, {@code .password} and
 * {@code .class}, the driver's data source. Without them it is an H2 database in memory, which
 * keeps nothing over a restart.
 */
@Singleton
@DataSourceDefinition(
    name = InstanceDatabase.NAME,
    className = "${MPCONFIG=understudy.database.class:org.h2.jdbcx.JdbcDataSource}",
    url = "${MPCONFIG=understudy.database.url:jdbc:h2:mem:understudy}",
    user = "${MPCONFIG=understudy.database.user:understudy}",
    password = "${MPCONFIG=understudy.database.password:understudy}",
    isolationLevel = Connection.TRANSACTION_READ_COMMITTED,
    minPoolSize = 2,
    maxPoolSize = 16)
public class InstanceDatabase {
  /** Its name in JNDI. */
  public static final String NAME = "java:app/understudy/database";
}
