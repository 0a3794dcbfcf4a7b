/**
 * A request and its answer as plain values, free of the HTTP library.
 *
 * <p>Main types: {@link io.gramme.http.exchange.Call}, {@link io.gramme.http.exchange.Answer},
 * {@link io.gramme.http.exchange.Reply}. The rule it keeps: names are bytes; what a client sent is
 * decoded once, and nothing is normalised.
 */
package io.gramme.http.exchange;
