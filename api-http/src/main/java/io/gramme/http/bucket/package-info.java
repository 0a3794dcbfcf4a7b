/**
 * Buckets and bucket types over HTTP: their properties, and listing.
 *
 * <p>Main types: {@link io.gramme.http.bucket.PropertiesResource}, {@link
 * io.gramme.http.bucket.ListingResource}. The rule it keeps: properties that the store does not
 * know are kept and shown again.
 */
package io.gramme.http.bucket;
