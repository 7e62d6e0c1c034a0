import type { Facts } from '../facts/types.gen.ts'
import type { Problem } from '../spec/problem.ts'
import type { SpecSource } from '../spec/types.gen.ts'

/** What somebody said to a question: a text as it was typed, or the names of what was chosen. */
export type Answer = string | readonly string[]

/** By the id of the question. Secrets are never among them: they go to the file of secrets at once. */
export interface Answers {
  readonly [question: string]: Answer
}

/** A machine that is to be a node. */
export interface Machine {
  /** Name in the cluster. */
  readonly name: string
  /** What it was found to be; undefined while it was not looked at, or cannot be. */
  readonly facts: Facts | undefined
  /** Why it could not be looked at: one sentence. */
  readonly trouble?: string
  /** With which words it was named on the page `nodes`; undefined where its facts came from a file. */
  readonly typed?: string
}

/**
 * All that questions, proposals and the spec are computed from. Nothing else is looked at, so that the same answers give
 * the same questions and the same cluster.yaml, whether a person or a file gives them.
 */
export interface Known {
  readonly answers: Answers
  /** In the order of the cluster. */
  readonly machines: readonly Machine[]
  /** What live looks found that is in no node's facts, by the id of the look: an address that answers, a NIC that blinked. */
  readonly seen: { readonly [look: string]: string }
}

/** Something that can be chosen. */
export interface Choice {
  /** What stands in the answers: short, stable, without blanks. */
  readonly name: string
  /** What a person reads, without the name where the name says it already. */
  readonly label: string
  /** Why it cannot be chosen; it is shown with that. */
  readonly because?: string
}

export type Kind =
  /** One of the choices. */
  | 'one'
  /** Any number of the choices, none too. */
  | 'many'
  | 'text'
  /** `yes` or `no`. */
  | 'yes-no'
  /** A text that nobody may see; goes to the file of secrets under the question's `secret`. */
  | 'secret'

/**
 * Something that can be done at a question on the nodes themselves: typed as a word, with more words behind it where it
 * takes them (`blink node1 eth3`), it changes no answer by itself. A choice of the same name does it too. What it finds is in
 * `Known.seen`, under a name that it says itself; see looks.ts for the words that there are and what each takes.
 */
export interface Look {
  /** The word: `blink`, `unplug`, `test`. */
  readonly word: string
  /** What it does, in a few words. */
  readonly does: string
  /** Arguments for whoever does it: node, NIC, fence agent and so on. */
  readonly with: { readonly [name: string]: string }
}

export interface Question {
  /** Its place in the answers: `PAGE.…`, with names of nodes and things as parts; never changes its meaning. */
  readonly id: string
  readonly kind: Kind
  /** One line that ends with a question mark. */
  readonly title: string
  /** What was found that bears on it: lines of at most 78 columns, no colours; empty where nothing did. */
  readonly found: readonly string[]
  /** For `one` and `many`, in the order they are shown. */
  readonly choices?: readonly Choice[]
  /** What Enter takes. `because`: one line, the facts that speak for it. */
  readonly proposal?: { readonly answer: Answer; readonly because: string }
  /** For whoever types `?`: what it means, what follows from each choice, what cannot be changed later; lines as in `found`. */
  readonly explanation: readonly string[]
  /** Why this cannot be the answer, in one sentence; undefined when it can. Not asked of `one` and `many` for unknown choices. */
  readonly check?: (answer: Answer) => string | undefined
  /** What may be empty: a text without content, a choice of nothing. */
  readonly optional?: boolean
  readonly looks?: readonly Look[]
  /** Not asked by itself, because the proposal does; asked where it has an answer: from a file, or from before. */
  readonly quiet?: boolean
  /** For `secret`: its name in the file of secrets. */
  readonly secret?: string
  /** The fields of cluster.yaml that it decides, as `ha-bootstrap explain` names them: `nodes.*.disks`. */
  readonly fields: readonly string[]
}

/** Part of a spec: merged with those of the other pages. */
export type Part = Partial<Omit<SpecSource, 'version'>>

/** A subject of the wizard: its questions in order, and what the answers make of the spec. */
export interface Page {
  readonly id: string
  readonly title: string
  /**
   * The questions that there are with what is known. A question whose answer is still missing may hide later ones, whose
   * sense depends on it; one that was answered stays, so that it can be gone back to.
   */
  readonly questions: (known: Known) => readonly Question[]
  /** What this page's answers make of the spec; proposals stand in for what was not answered. */
  readonly part: (known: Known) => Part
  /** Comments for the file that a colleague would want to read: by field (`raid.md1`), why it is so. */
  readonly comments?: (known: Known) => { readonly [field: string]: string }
  /** The answers by which this page would make that spec, for a cluster.yaml that exists already. */
  readonly answersOf: (spec: SpecSource, machines: readonly Machine[]) => Answers
}

/** What is wrong with the spec that the answers make, each with the question that can mend it where one is known. */
export interface ReviewProblem {
  readonly problem: Problem
  readonly question: string | undefined
}
