package io.gramme.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gramme.ring.RingId;
import org.apache.pekko.serialization.jackson.JacksonMigration;

/**
 * Reads the first journalled events of the ring, {@code RingKeeper$Adopted(version)}, as pages of
 * the first format. It shows how an event changes its name and its fields while journals that hold
 * the old one still read: the old name stands in {@code serialization.jackson.migrations}, and the
 * old fields are turned into the new ones here.
 */
public final class AdoptedMigration extends JacksonMigration {

  private static final int RENAMED = 2;
  private static final int FIRST_FORMAT = 1;

  @Override
  public int currentVersion() {
    return RENAMED;
  }

  @Override
  public String transformClassName(int fromVersion, String className) {
    return RingPage.class.getName();
  }

  @Override
  public JsonNode transform(int fromVersion, JsonNode adopted) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ArrayNode versions = nodes.arrayNode().add(adopted.get("version"));
    ObjectNode staged =
        nodes
            .objectNode()
            .put("of", RingId.NONE.hex())
            .put("clearedMillis", Staging.NEVER.time())
            .put("clearedBy", Staging.NEVER.author().value());
    staged.set("wishes", nodes.arrayNode());
    ObjectNode page = nodes.objectNode().put("format", FIRST_FORMAT).put("root", "");
    page.set("versions", versions);
    page.set("progress", nodes.binaryNode(new byte[0]));
    page.set("addresses", nodes.arrayNode());
    page.set("staged", staged);
    return page;
  }
}
