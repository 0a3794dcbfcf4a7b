package io.gramme.http.system;

import io.gramme.http.exchange.Answer;
import io.gramme.http.exchange.Call;
import io.gramme.http.exchange.Json;
import io.gramme.http.exchange.Reply;
import io.gramme.model.Blob;
import io.gramme.model.Bucket;
import io.gramme.model.Key;
import io.gramme.model.NodeId;
import io.gramme.service.Admin;
import io.gramme.service.Admin.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What a node says of itself: reads only. Thread-safe. */
public final class SystemResource {

  private static final String METHODS = "GET, HEAD";

  private static final Blob OPEN_API = document("openapi.json");

  private final Admin admin;

  public SystemResource(Admin admin) {
    this.admin = admin;
  }

  /** {@code /ping}: whether anyone is there. */
  public Reply ping(Call call) {
    return read(call, () -> new Answer(200, Answer.HTML, List.of(), Blob.utf8("OK")));
  }

  /** {@code /stats}: the node's figures, as JSON or, for the eye, as text. */
  public Reply stats(Call call) {
    return read(
        call,
        () -> {
          Optional<String> form = call.accept().choose(Answer.JSON, Answer.TEXT);
          if (form.isEmpty()) return Answer.notAcceptable(Answer.JSON, Answer.TEXT);
          Json figures = new Json(admin.stats());
          Blob body = form.get().equals(Answer.JSON) ? figures.bytes() : figures.prettyBytes();
          return new Answer(200, form.get(), List.of(), body);
        });
  }

  /** {@code /}: where things are. */
  public Reply resources(Call call) {
    return read(
        call,
        () -> {
          Optional<String> form = call.accept().choose(Answer.JSON, Answer.HTML);
          if (form.isEmpty()) return Answer.notAcceptable(Answer.JSON, Answer.HTML);
          Answer page =
              form.get().equals(Answer.JSON)
                  ? Answer.json(200, Directory.byName())
                  : new Answer(200, Answer.HTML, List.of(), Directory.page());
          return page.with("Link", Directory.links()).with("Vary", "Accept");
        });
  }

  /** {@code /health/live}: the process answers. */
  public Reply live(Call call) {
    return read(call, () -> Answer.json(200, Map.of("status", "live")));
  }

  /** {@code /health/ready}: 200 if the node serves, else 503 with the reasons. */
  public Reply ready(Call call) {
    return read(
        call,
        () -> {
          Readiness readiness = admin.readiness();
          if (readiness.isReady()) return Answer.json(200, Map.of("status", "ready"));
          Map<String, Object> document = new LinkedHashMap<>();
          document.put("status", "not ready");
          document.put("reasons", readiness.reasons());
          return Answer.json(503, document).with("Retry-After", "1");
        });
  }

  /** {@code /openapi.json}: what the other half of the paths takes and gives. */
  public Reply openApi(Call call) {
    return read(call, () -> new Answer(200, Answer.JSON, List.of(), OPEN_API));
  }

  /** {@code /admin/ring}. */
  public Reply ring(Call call) {
    return read(call, () -> Answer.json(200, admin.ring()));
  }

  /** {@code /admin/members}. */
  public Reply members(Call call) {
    return read(call, () -> Answer.json(200, admin.members()));
  }

  /** {@code /admin/hints}. */
  public Reply hints(Call call) {
    return read(call, () -> Answer.json(200, admin.hints()));
  }

  /** {@code /admin/anti-entropy}. */
  public Reply antiEntropy(Call call) {
    return read(call, () -> Answer.json(200, admin.antiEntropy()));
  }

  /**
   * {@code /internal/self}: what other nodes ask for when they probe this one. They say who they
   * are with {@code ?from=}; a text that is no node's name is as good as none. A peer from which
   * this node is cut off hears nothing of use.
   */
  public Reply self(Call call) {
    boolean isHeard =
        call.query()
            .first("from")
            .filter(NodeId::isValid)
            .map(NodeId::new)
            .map(admin::noticed)
            .orElse(true);
    return read(
        call,
        () -> isHeard ? Answer.json(200, admin.self()) : Answer.text(503, "cut off from you\n"));
  }

  /**
   * {@code PUT /internal/cut?peers=n1,n2}: cuts this node off from those, and from nobody else;
   * there is no such thing unless the node's settings allow it.
   */
  public Reply cut(Call call) {
    if (!call.method().equals("PUT")) return Reply.now(Answer.notAllowed(call, "PUT"));
    Set<NodeId> peers = new HashSet<>();
    for (String name : call.query().first("peers").orElse("").split(",")) {
      if (name.isEmpty()) continue;
      if (!NodeId.isValid(name))
        return Reply.now(Answer.text(400, "\"" + name + "\" is not the name of a node\n"));
      peers.add(new NodeId(name));
    }
    return Reply.now(admin.cutOff(peers) ? Answer.noContent(Answer.TEXT) : Answer.noSuchResource());
  }

  /**
   * {@code GET /internal/replica?type=&bucket=&key=}: what this node's own replica of a key holds;
   * there is no such thing unless the node's settings allow it.
   */
  public Reply replica(Call call) {
    if (!call.isRead()) return Reply.now(Answer.notAllowed(call, METHODS));
    Key key;
    try {
      String type = call.query().first("type").orElse(Bucket.DEFAULT_TYPE);
      Blob bucket = Blob.utf8(call.query().first("bucket").orElse(""));
      key = new Key(new Bucket(type, bucket), Blob.utf8(call.query().first("key").orElse("")));
    } catch (IllegalArgumentException e) {
      return Reply.now(Answer.text(400, e.getMessage() + "\n"));
    }
    return admin
        .replica(key)
        .map(stage -> Reply.later(stage, tree -> Answer.json(200, tree)))
        .orElseGet(() -> Reply.now(Answer.noSuchResource()));
  }

  private static Blob document(String name) {
    try (InputStream in = SystemResource.class.getResourceAsStream(name)) {
      return Blob.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("a document that is part of the program", e);
    }
  }

  private static Reply read(Call call, Supplier<Answer> answer) {
    return Reply.now(call.isRead() ? answer.get() : Answer.notAllowed(call, METHODS));
  }
}
