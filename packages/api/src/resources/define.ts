import type { z } from 'zod';

export const GROUP = 'switchboard.dev';
export const VERSION = 'v1alpha1';
export const API_VERSION = `${GROUP}/${VERSION}`;

/** A CEL rule (`x-kubernetes-validations`). `message` tells the user what to write instead. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  readonly messageExpression?: string;
  readonly reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired' | 'FieldValueDuplicate';
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** What a structural schema can say and zod cannot: written as `.meta({ k8s: { ... } })`. */
export interface K8sExtras {
  readonly validations?: readonly CelRule[];
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly format?: 'int32' | 'int64' | 'date-time' | 'date' | 'byte';
  readonly preserveUnknown?: boolean;
  readonly intOrString?: boolean;
  /** A map's bound: zod's records have none. */
  readonly maxProperties?: number;
  /** The values of a union of literals, which a structural schema can only say as an enum. */
  readonly enum?: readonly (string | number)[];
}

declare module 'zod' {
  interface GlobalMeta {
    k8s?: K8sExtras;
  }
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly jsonPath: string;
  /** 0 shows always, 1 only with `-o wide`. */
  readonly priority?: number;
  readonly format?: string;
  readonly description?: string;
}

export interface ScaleSubresource {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface ResourceDefinition<Spec extends z.ZodType = z.ZodType, Status extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly description: string;
  readonly spec: Spec;
  readonly status: Status;
  /** Rules on the whole object, where `self.metadata.name` can be seen. */
  readonly validations?: readonly CelRule[];
  readonly scale?: ScaleSubresource;
  readonly printerColumns: readonly PrinterColumn[];
  readonly selectableFields: readonly string[];
}

export function defineResource<Spec extends z.ZodType, Status extends z.ZodType>(
  definition: ResourceDefinition<Spec, Status>,
): ResourceDefinition<Spec, Status> {
  return definition;
}
