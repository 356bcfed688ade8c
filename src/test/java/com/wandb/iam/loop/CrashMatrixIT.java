package com.wandb.iam.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.wandb.iam.sandbox.SandboxVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator is killed just before, and just after, each of its writes to either side; the next
 * process must come to the same end: one account, the keys that live on the server exactly those in
 * the Secret, and at no moment a current key in it that does not work. The writes are those of an
 * undisturbed run. Between two writes nothing changes, so that being killed around a read is like
 * being killed around the write before it.
 */
class CrashMatrixIT {

  /**
   * Something that is done to an account.
   *
   * @param prepared how the account is before
   * @param act starts it
   * @param done whether it is complete, but for the keys
   */
  private record Deed(
      String name,
      Consumer<CrashWorld.Subject> prepared,
      Consumer<CrashWorld.Subject> act,
      Predicate<CrashWorld.Subject> done) {}

  private static final String SHORT = "apiKey: {rotation: {every: 720h, overlap: 1s}%s}";

  private static List<Deed> deeds(SandboxVersion version) {
    var deeds = new ArrayList<Deed>();
    boolean hashed = version == SandboxVersion.V0_84;
    deeds.add(
        new Deed(
            "make",
            subject -> {},
            subject -> subject.apply(""),
            hashed ? CrashWorld.Subject::asksForImport : CrashWorld.Subject::isSettled));
    if (hashed) {
      deeds.add(
          new Deed(
              "import",
              CrashWorld.Subject::madeAndKeyed,
              subject -> subject.apply(""),
              CrashWorld.Subject::isSettled));
    }
    deeds.add(
        new Deed(
            "rotate",
            subject -> subject.ready(""),
            subject -> subject.order("rotate"),
            subject -> subject.isSettled() && subject.hasPrevious()));
    deeds.add(
        new Deed(
            "rotate and revoke",
            subject -> subject.ready(SHORT),
            subject -> subject.order("rotate"),
            subject -> subject.isSettled() && subject.sequenceGrew() && !subject.hasPrevious()));
    deeds.add(
        new Deed(
            "revoke now",
            subject -> subject.ready(""),
            subject -> subject.order("revoke-now"),
            subject -> subject.isSettled() && subject.sequenceGrew() && !subject.hasPrevious()));
    deeds.add(
        new Deed(
            "move",
            subject -> subject.ready(""),
            CrashWorld.Subject::rename,
            subject -> subject.isSettled() && subject.isMoved()));
    deeds.add(
        new Deed(
            "deliver",
            subject -> subject.ready(""),
            CrashWorld.Subject::deliver,
            subject -> subject.isSettled() && subject.isDelivered()));
    deeds.add(
        new Deed(
            "delete",
            subject -> subject.ready(""),
            CrashWorld.Subject::delete,
            CrashWorld.Subject::isGone));
    return deeds;
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxVersion.class,
      names = {"V0_81", "V0_84"})
  void killed_around_any_write_the_next_process_comes_to_the_same_end(SandboxVersion version) {
    var table = new ArrayList<String>();
    try (var world = new CrashWorld(version)) {
      for (var deed : deeds(version)) {
        var writes = undisturbed(world, deed);
        var lives = new ArrayList<CrashWorld.Subject>();
        for (int number = 1; number <= writes.size(); number++) {
          for (var moment : Writes.Moment.values()) {
            lives.add(world.subject("killed %s write %d of %s".formatted(moment, number, writes)));
          }
        }
        long killed = disturbed(world, deed, lives, writes.size());
        table.add(
            "| %s | %s | %d | %d | as undisturbed |"
                .formatted(version, deed.name(), writes.size(), killed));
      }
    }
    System.out.println("| server | what is done | writes | kills | end |");
    System.out.println("| --- | --- | --- | --- | --- |");
    table.forEach(System.out::println);
  }

  private static List<String> undisturbed(CrashWorld world, Deed deed) {
    var subject = world.subject("undisturbed");
    deed.prepared().accept(subject);
    subject.arm(0, Writes.Moment.BEFORE);
    deed.act().accept(subject);
    subject.await(deed.name(), deed.done());
    subject.assertNothingLeft();
    return subject.writes();
  }

  /** One kill for all of them, each being at its own point; how many had come as far as that. */
  private static long disturbed(
      CrashWorld world, Deed deed, List<CrashWorld.Subject> lives, int writes) {
    lives.forEach(deed.prepared());
    for (int i = 0; i < lives.size(); i++) {
      var moments = Writes.Moment.values();
      lives.get(i).arm(i / moments.length + 1, moments[i % moments.length]);
      deed.act().accept(lives.get(i));
    }
    lives.forEach(
        subject ->
            subject.await(deed.name() + " or death", one -> one.isDead() || deed.done().test(one)));
    long killed = lives.stream().filter(CrashWorld.Subject::isDead).count();
    assertThat(killed).as("killed of %d", 2 * writes).isGreaterThanOrEqualTo(writes);
    world.killAndStart();
    lives.forEach(
        subject -> {
          subject.await(deed.name(), deed.done());
          subject.assertNothingLeft();
        });
    return killed;
  }
}
