package io.carillon.model.job;

import io.carillon.model.ResourceKind;

/** What a resource says, in the form of its kind. */
public sealed interface ResourceSpec permits CalendarSpec, LimitSpec {

    ResourceKind kind();
}
