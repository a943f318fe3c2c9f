import type { FieldError, Fields, FormDef } from './leadwell_web.js';

export type { Choice, FieldDef, FieldError, FieldKind, Fields, FormDef } from './leadwell_web.js';

export interface Options {
  /** Origin of the collector, `https://collector.example`. */
  collector: string;
  /** Your name for this site; it stands in every lead. */
  site?: string;
  /** `granted`: you have the visitor's consent to keep the journey on the device. Default `ask`. */
  consent?: 'ask' | 'granted';
  /** `ignore`: Do Not Track is no refusal. Global Privacy Control always is one. */
  dnt?: 'ignore';
  /** Stages and score by the collector's own model, which is fetched before anything else. */
  model?: 'collector';
  /** Nothing of a journey is reported but with a lead. */
  report?: 'leads';
  /** No id for the visitor, and nothing of the journey kept beyond this tab's visit. */
  cookieless?: boolean;
  /** Where leads go instead of to a collector: `webhook:https://…`, `hubspot:PORTAL/FORM`, `formspree:KEY`, `netlify`. */
  destination?: string;
  /** What is told of a lead's circumstances; all where it is left out. docs/context.md has the names. */
  collect?: Circumstance[];
  /** Where the WASM lies, when it does not lie beside this module. */
  wasm?: string | URL;
  /** Words of your own, by their names in `words/en.json`, in place of the English ones. */
  words?: Record<string, string>;
}

export type Circumstance =
  | 'ua' | 'platform' | 'mobile' | 'brands' | 'viewport' | 'touch' | 'took' | 'title' | 'language' | 'time_zone';

/** What is wrong with a value, in words; nothing where it is right. `all`: the whole form's values. */
export type Rule = (value: string, all: Record<string, string>) => string | null | undefined | false | void;

/** How safely a lead lies in the page's store: flushed to disk, or in memory alone. */
export type Level = 'durable' | 'stored' | 'volatile';

export type Stage = 'anonymous' | 'visitor' | 'returning' | 'engaged' | 'intent' | 'lead';

export interface Events {
  invalid: { form: string; errors: FieldError[] };
  captured: { id: string; form?: string; level: Level };
  delivered: { id: string; form?: string };
  rejected: { id: string; form?: string; errors: FieldError[] };
  stage: { stage: Stage };
  failed: { reason: string };
  consent: Consent;
  /** How many records the collector has deleted; null where it was not reached, and will be asked by the next page. */
  forgotten: { forgotten: number | null };
}

/** Whether the journey may be kept, and why. */
export interface Consent {
  journey: 'granted' | 'denied' | 'unknown';
  source: 'default' | 'site' | 'visitor' | 'gpc' | 'dnt' | 'tcf' | 'gpp' | 'consent_mode' | 'withdrawn';
  /** Since when, in milliseconds since 1970. */
  at: number;
  /** What was read: an interface and its answer. */
  reason: string;
  /** What each said who said anything, by source. */
  signals: Record<string, 'granted' | 'denied'>;
}

/** The record of a lead that was refused. */
export interface Parked {
  id: string;
  form: string;
  fields: Fields;
  /** Why, where this device could keep it. */
  errors?: FieldError[];
}

export type Submission =
  /** Saved: it will arrive, once. `delivered` resolves when the collector has it. */
  | { state: 'captured'; id: string; level: Level; delivered: Promise<void> }
  /** Nothing was stored; everything that is wrong. */
  | { state: 'invalid'; errors: FieldError[] };

export interface Handle {
  /** Takes a form of the page over (`data-leadwell` names it). Returns a function that lets it go. */
  bind(form: HTMLFormElement): () => void;
  /** Renders the form that the element's `form` attribute names from the collector's definition. */
  mount(place: Element): Promise<void>;
  /** Everything that is wrong with these fields. Throws an `Error` on an unknown key in the definition. */
  check(definition: Partial<FormDef>, fields: Fields): FieldError[];
  /** Submits fields of your own interface. The same `id` (a UUIDv7) twice is one lead. */
  submit(definition: Partial<FormDef>, fields: Fields, id?: string): Promise<Submission>;
  /** Listens to an event of any form; returns a function that stops it. */
  on<K extends keyof Events>(name: K, listener: (detail: Events[K], event: CustomEvent<Events[K]>) => void): () => void;
  /** The visitor's choice, where one is given. The answer says how it stands, and why. */
  consent(choice?: { journey: boolean }): Consent;
  /**
   * The visitor wants to be forgotten: journey and leads are erased on this device, then by the collector. A
   * `forgotten` event follows.
   */
  forget(): void;
  /** An event of your own. `props`: at most ten; what could be an e-mail address or a telephone number is left out. */
  track(name: string, props?: Record<string, string | number | boolean>): void;
  /** The leads that were refused and lie on this device, each with its reasons. */
  parked(): Promise<Parked[]>;
  /** Sends a refused lead once more, as it is. Whether there is one of this id. */
  resend(id: string): boolean;
  /** A rule of the site's own, for forms of the page. The collector never hears of it. */
  rule(form: string, field: string, judge: Rule): void;
}

/** Starts the widget. One a page: a second call gives the same. */
export function createLeadwell(options: Options): Promise<Handle>;
