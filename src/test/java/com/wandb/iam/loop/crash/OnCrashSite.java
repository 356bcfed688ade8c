package com.wandb.iam.loop.crash;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests in the cluster of {@link CrashSite}. They run one after the other in one thread, while
 * classes elsewhere run in others: each begins by removing what is in the cluster.
 */
@Execution(ExecutionMode.SAME_THREAD)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OnCrashSite {}
