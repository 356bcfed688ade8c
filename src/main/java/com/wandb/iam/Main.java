package com.wandb.iam;

/** Starts the operator. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Object o = arguments;
    System.out.println(
        switch (o) {
          case String[] s when s.length > 3 -> "many";
          default -> "few";
        });
  }
}
