package io.gramme.http.system;

import io.gramme.model.Blob;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a resource is found, under the name by which Riak's clients look for it.
 *
 * @param name of the resource
 * @param path where it begins
 */
record Directory(String name, String path) {

  /** The first path of each name is the one to use. */
  private static final List<Directory> ALL =
      List.of(
          new Directory("riak_kv_wm_bucket_type", "/types"),
          new Directory("riak_kv_wm_buckets", "/buckets"),
          new Directory("riak_kv_wm_buckets", "/riak"),
          new Directory("riak_kv_wm_buckets", "/types"),
          new Directory("riak_kv_wm_keylist", "/buckets"),
          new Directory("riak_kv_wm_keylist", "/types"),
          new Directory("riak_kv_wm_object", "/buckets"),
          new Directory("riak_kv_wm_object", "/riak"),
          new Directory("riak_kv_wm_object", "/types"),
          new Directory("riak_kv_wm_ping", "/ping"),
          new Directory("riak_kv_wm_props", "/buckets"),
          new Directory("riak_kv_wm_props", "/types"),
          new Directory("riak_kv_wm_stats", "/stats"));

  static SortedMap<String, String> byName() {
    SortedMap<String, String> paths = new TreeMap<>();
    ALL.forEach(entry -> paths.putIfAbsent(entry.name, entry.path));
    return paths;
  }

  /** All of them as a Link header. */
  static String links() {
    return ALL.stream()
        .map(entry -> "<" + entry.path + ">; rel=\"" + entry.name + "\"")
        .collect(Collectors.joining(","));
  }

  static Blob page() {
    return Blob.utf8(
        ALL.stream()
            .map(entry -> "<li><a href=\"" + entry.path + "\">" + entry.name + "</a></li>")
            .collect(Collectors.joining("", "<html><body><ul>", "</ul></body></html>")));
  }
}
