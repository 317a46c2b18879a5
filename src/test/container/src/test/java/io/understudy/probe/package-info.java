/**
 * A resource adapter that does nothing by itself: a container test takes the application's endpoint
 * from it and delivers as the real one would.
 */
package io.understudy.probe;
