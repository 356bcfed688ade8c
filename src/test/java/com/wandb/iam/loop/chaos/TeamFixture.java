package com.wandb.iam.loop.chaos;

import com.wandb.iam.crd.v1alpha1.Team;
import com.wandb.iam.loop.world.Tally;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A team with its users, accounts and bucket, and random changes to them. */
final class TeamFixture {
  static final int ITEMS = 7;
  private static final int PEOPLE = 6;
  private static final long LONGEST_REST_NANOS = 1_500_000_000L;

  private final ChaosWorld world;
  private final RandomGenerator random;
  private final Tally operations;
  private final String name;
  private final RandomResource.OfTeam team;
  private final List<RandomResource.OfMembers> members;
  private final List<RandomResource.OfAccount> accounts;
  private final RandomResource.OfStore store;
  private final boolean hasBucket;

  TeamFixture(ChaosWorld world, int number, RandomGenerator random, Tally operations) {
    this.world = world;
    this.random = random;
    this.operations = operations;
    name = "squad-%02d".formatted(number);
    hasBucket = number % 3 == 0;
    var namespace = world.namespace(number);
    world.sandbox().world().addBucket(name);
    var people = IntStream.range(0, PEOPLE).mapToObj(this::person).toList();
    team = new RandomResource.OfTeam(namespace, name, hasBucket ? name + "-store" : "");
    members =
        IntStream.range(0, PEOPLE / 2)
            .mapToObj(
                i ->
                    new RandomResource.OfMembers(
                        namespace, name + "-crew-" + i, name, people.subList(2 * i, 2 * i + 2)))
            .toList();
    accounts =
        IntStream.range(0, 2)
            .mapToObj(i -> new RandomResource.OfAccount(namespace, name + "-bot-" + i, name))
            .toList();
    store = new RandomResource.OfStore(namespace, name + "-store", name);
  }

  private String person(int number) {
    var person = name + "-" + (char) ('a' + number);
    world.sandbox().world().addUser(person, person + "@example.com");
    return person;
  }

  String name() {
    return name;
  }

  boolean hasBucket() {
    return hasBucket;
  }

  List<RandomResource.OfMembers> members() {
    return members.stream().filter(RandomResource::isWanted).toList();
  }

  List<RandomResource.OfAccount> accounts() {
    return accounts.stream().filter(RandomResource::isWanted).toList();
  }

  RandomResource.OfStore store() {
    return store;
  }

  List<RandomResource> items() {
    return Stream.of(List.of(team), members, accounts, List.of(store))
        .<RandomResource>flatMap(List::stream)
        .toList();
  }

  void begin() {
    items().forEach(this::create);
  }

  private void create(RandomResource item) {
    item.want(true);
    world.apply(item);
    operations.count("create");
  }

  /** Makes one change after the other until that time. */
  void live(long endNanos) {
    while (System.nanoTime() - endNanos < 0) {
      // Plays a user who makes changes at random moments.
      LockSupport.parkNanos(random.nextLong(LONGEST_REST_NANOS));
      var items = items();
      happens(items.get(random.nextInt(items.size())));
    }
  }

  private void happens(RandomResource item) {
    if (!item.isWanted()) {
      createAgain(item);
      return;
    }
    int drawn = random.nextInt(10);
    if (drawn == 0 && item == team) {
      operations.count("start anew");
      items().forEach(this::delete);
    } else if (drawn <= 2 && mayBeDeleted(item)) {
      operations.count("delete");
      delete(item);
    } else if (drawn <= 5 && item instanceof RandomResource.OfAccount) {
      operations.count("rotate");
      world.annotate(item, "iam.wandb.com/rotate", Long.toHexString(random.nextLong()));
    } else {
      operations.count("change");
      item.draw(random);
      world.apply(item);
    }
  }

  /** Keeps the first members and the bucket of the team declared. */
  private boolean mayBeDeleted(RandomResource item) {
    return item != team && item != members.getFirst() && !(item == store && hasBucket);
  }

  private void createAgain(RandomResource item) {
    if (world.isGone(item)) {
      item.draw(random);
      create(item);
    }
  }

  private void delete(RandomResource item) {
    if (item.isWanted()) {
      if (item.kind() == Team.class) {
        world.annotate(item, "iam.wandb.com/confirm-delete", name);
      }
      item.want(false);
      world.delete(item);
    }
  }

  /** Declares a state that can converge: a team with an admin. */
  void settle() {
    for (var item : List.of(team, members.getFirst(), store)) {
      if (!item.isWanted()) {
        world.awaitTrue(item + " is gone", () -> world.isGone(item));
        create(item);
      }
    }
    members.getFirst().makeAdmins();
    world.apply(members.getFirst());
  }
}
