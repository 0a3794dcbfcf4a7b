package io.gramme.ring;

import io.gramme.model.NodeId;

/** One change of membership as an operator stages it; a {@link Plan} says what several come to. */
public sealed interface Change {

  /** Whom it is about: a node has one staged change at a time. */
  NodeId subject();

  /** Has it told apart, so that whoever cares for changes cares for all of them. */
  void tell(Listener listener);

  /** What is told what a change is. */
  interface Listener {
    /** A node becomes a member. */
    void onJoin(Join join);

    /** A member goes after it has handed over what it keeps. */
    void onLeave(Leave leave);

    /** A node takes a member's place. */
    void onReplace(Replace replace);

    /** A member is given up for lost. */
    void onForceRemove(ForceRemove remove);

    /** A member is worth more or fewer partitions. */
    void onCapacity(Capacity capacity);

    /** A member stands elsewhere. */
    void onZone(Zone zone);
  }

  /**
   * A node becomes a member.
   *
   * @param member the node as it comes
   */
  record Join(Member member) implements Change {
    @Override
    public NodeId subject() {
      return member.id();
    }

    @Override
    public void tell(Listener listener) {
      listener.onJoin(this);
    }

    @Override
    public String toString() {
      return member.id() + " joins";
    }
  }

  /**
   * A member hands over what it keeps, then goes.
   *
   * @param node the member
   */
  record Leave(NodeId node) implements Change {
    @Override
    public NodeId subject() {
      return node;
    }

    @Override
    public void tell(Listener listener) {
      listener.onLeave(this);
    }

    @Override
    public String toString() {
      return node + " leaves";
    }
  }

  /**
   * A node takes a member's partitions. A member that answers hands them over itself; one that does
   * not is given up for lost, and the others' copies are taken.
   *
   * @param old the member that goes
   * @param by the node that comes
   */
  record Replace(NodeId old, Member by) implements Change {
    @Override
    public NodeId subject() {
      return old;
    }

    @Override
    public void tell(Listener listener) {
      listener.onReplace(this);
    }

    @Override
    public String toString() {
      return by.id() + " replaces " + old;
    }
  }

  /**
   * A member is given up for lost, with whatever it alone had.
   *
   * @param node the member
   */
  record ForceRemove(NodeId node) implements Change {
    @Override
    public NodeId subject() {
      return node;
    }

    @Override
    public void tell(Listener listener) {
      listener.onForceRemove(this);
    }

    @Override
    public String toString() {
      return node + " is removed by force";
    }
  }

  /**
   * A member gets another capacity.
   *
   * @param node the member
   * @param percent of an ordinary machine; may be out of range, which the plan then says
   */
  record Capacity(NodeId node, int percent) implements Change {
    @Override
    public NodeId subject() {
      return node;
    }

    @Override
    public void tell(Listener listener) {
      listener.onCapacity(this);
    }

    @Override
    public String toString() {
      return node + " has a capacity of " + percent + " percent";
    }
  }

  /**
   * A member is in another zone.
   *
   * @param node the member
   * @param zone its name; may be no name, which the plan then says
   */
  record Zone(NodeId node, String zone) implements Change {
    @Override
    public NodeId subject() {
      return node;
    }

    @Override
    public void tell(Listener listener) {
      listener.onZone(this);
    }

    @Override
    public String toString() {
      return node + (zone.isEmpty() ? " is in no zone" : " is in zone " + zone);
    }
  }
}
