/**
 * The resources that users write, group {@code iam.wandb.com}, version {@code v1alpha1}: the
 * interface of the operator. Specs and statuses are records without behaviour. The files in {@code
 * crds/}, including the CEL rules, are generated from them. Depends only on the Fabric8 model and
 * on annotations of the generator and of Jackson.
 *
 * <p>Three rules apply to all classes. Absent lists and maps are empty, never null. A field with a
 * fixed default has the same default in the schema and in the record's constructor. So a manifest
 * has the same meaning when it is read from a file and from the API server. A field whose default
 * depends on others stays null.
 */
@NullMarked
package com.wandb.iam.crd.v1alpha1;

import org.jspecify.annotations.NullMarked;
