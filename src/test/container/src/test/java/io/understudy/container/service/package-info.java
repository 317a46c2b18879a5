/**
 * Tests of a whole instance inside Payara Micro, from outside: the resource adapter's archive, the
 * application and H2 in the server; its arbiter and its clients in the process of the tests.
 */
package io.understudy.container.service;
