package io.gramme.simulation;

import io.gramme.causality.LocalRecord;
import io.gramme.model.Durability;
import io.gramme.model.NodeId;
import io.gramme.storage.WriteFailure;
import io.gramme.storage.WriteListener;
import io.gramme.vnode.VnodeProtocol.Occasion;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes the hints of one process home: one leaves only when its home has said that it has it on
 * disk, and only if nothing was added to it meanwhile.
 */
final class Handoff {

  private static final int LEAST_MILLIS = 1_000;
  private static final int MOST_MILLIS = 4_000;
  private static final long PATIENCE_MILLIS = 5_000;

  private static final WriteListener NOBODY =
      new WriteListener() {
        @Override
        public void stored() {}

        @Override
        public void failed(WriteFailure why) {}
      };

  private final NodeProcess process;

  Handoff(NodeProcess process) {
    this.process = process;
  }

  void begin() {
    process.after(process.dice().between(LEAST_MILLIS, MOST_MILLIS), this::pass);
  }

  private void pass() {
    Map<HintPlace, LocalRecord> kept = new TreeMap<>(process.machine().hints().seen());
    kept.forEach(
        (place, record) -> {
          if (process.reachable().contains(place.home())) deliver(place, record);
        });
    begin();
  }

  private void deliver(HintPlace place, LocalRecord record) {
    NodeId home = place.home();
    Item item = process.cluster().scenario().items().get(place.item());
    process.note(item, "brings home", home, process.oracleOf(item).numbersOf(record.siblings()));
    long deadline = process.machine().wallMillis() + PATIENCE_MILLIS;
    if (process.has(PlantedFault.FORGET_HINT_ON_SENDING)) forget(place);
    process.tell(
        home,
        there ->
            there
                .replica()
                .merge(
                    item,
                    there.machine().slot(item),
                    record.siblings(),
                    record.terms(),
                    Occasion.HANDOFF,
                    Durability.SYNC,
                    deadline,
                    () -> there.answer(process, () -> confirmed(place, record)),
                    why -> {}));
  }

  private void confirmed(HintPlace place, LocalRecord sent) {
    LocalRecord kept = process.machine().hints().seen().getOrDefault(place, LocalRecord.NONE);
    boolean isSame = kept.siblings().hasSameVersionsAs(sent.siblings());
    if (isSame || process.has(PlantedFault.FORGET_CHANGED_HINT)) forget(place);
  }

  private void forget(HintPlace place) {
    process.machine().hints().delete(place, Durability.OS, NOBODY);
  }
}
