package com.wandb.iam.timing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Spreads classes that lock the same resource evenly over the run. Otherwise those of one package
 * would start at the same time, and all threads but one would wait for the lock. Classes with an
 * {@link Order} begin first: one that waits long would otherwise run alone at the end.
 */
public final class SpreadClasses implements ClassOrderer {
  @Override
  public void orderClasses(ClassOrdererContext context) {
    var byName =
        context.getClassDescriptors().stream()
            .sorted(Comparator.comparing(one -> one.getTestClass().getName()))
            .map(ClassDescriptor.class::cast)
            .toList();
    var spread = spread(byName, SpreadClasses::lock);
    context
        .getClassDescriptors()
        .sort(
            Comparator.<ClassDescriptor>comparingInt(SpreadClasses::order)
                .thenComparingInt(spread::indexOf));
  }

  private static int order(ClassDescriptor descriptor) {
    return descriptor.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT);
  }

  private static String lock(ClassDescriptor descriptor) {
    return descriptor.findAnnotation(ResourceLock.class).map(ResourceLock::value).orElse("");
  }

  /** Gives each member of a group of n the places 0, 1/n, 2/n ... of the whole. */
  static <T> List<T> spread(List<T> all, Function<T, String> group) {
    var groups = new TreeMap<String, List<T>>();
    all.forEach(one -> groups.computeIfAbsent(group.apply(one), _ -> new ArrayList<>()).add(one));
    record Placed<T>(T one, double place) {}
    return groups.values().stream()
        .flatMap(
            members ->
                IntStream.range(0, members.size())
                    .mapToObj(i -> new Placed<>(members.get(i), (double) i / members.size())))
        .sorted(Comparator.comparingDouble(Placed::place))
        .map(Placed::one)
        .toList();
  }
}
