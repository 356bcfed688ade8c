/**
 * The resources that users write, group {@code iam.wandb.com}, version {@code v1alpha1}: the
 * interface of the operator. Specs and statuses are records without behaviour; the files in {@code
 * crds/} are generated from them, rules of CEL included. May use the Fabric8 model, the generator's
 * annotations and Jackson's, and nothing of the operator.
 *
 * <p>Three habits hold everywhere. Absent lists and maps are empty, never null. A field with a
 * fixed default has it in the schema and, the same, in the record's constructor, so that a manifest
 * means the same read from a file and read from the API server. A field whose default depends on
 * others stays null.
 */
@NullMarked
package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.NullMarked;
