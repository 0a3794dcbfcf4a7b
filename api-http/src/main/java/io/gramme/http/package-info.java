/**
 * The HTTP front end: a Riak-compatible key/value API on Pekko HTTP's low-level server.
 *
 * <p>Main types: {@link io.gramme.http.HttpServer}, {@link io.gramme.http.HttpSettings}. The rule
 * it keeps: only this package knows the HTTP library; below it requests and answers are values.
 */
package io.gramme.http;
