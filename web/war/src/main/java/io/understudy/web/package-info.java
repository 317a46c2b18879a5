/**
 * The web application: assembles a service, Understudy's tables and the database of an instance.
 */
package io.understudy.web;
