/** A typed value asked for when the pipeline is started by hand. Read as `${{ params.name }}`. */
export type Parameter = StringParameter | NumberParameter | BooleanParameter | ChoiceParameter | SecretParameter;

interface ParameterBase {
  readonly name: string;
  readonly description?: string;
}

export interface StringParameter extends ParameterBase {
  readonly type: "string";
  readonly default?: string;
  /** A regular expression the whole value must match. */
  readonly pattern?: string;
}

export interface NumberParameter extends ParameterBase {
  readonly type: "number";
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanParameter extends ParameterBase {
  readonly type: "boolean";
  readonly default?: boolean;
}

export interface ChoiceParameter extends ParameterBase {
  readonly type: "choice";
  readonly options: readonly string[];
  readonly default?: string;
}

/** Masked like a secret; never has a default. */
export interface SecretParameter extends ParameterBase {
  readonly type: "secret";
}

/** What a parameter is given: typed values, by parameter name. */
export type ParameterValues = Readonly<Record<string, string | number | boolean>>;
