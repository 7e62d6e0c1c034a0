import { merge } from '../spec/merge.ts'
import type { SpecSource } from '../spec/spec.ts'
import type { Known, Page } from './question.ts'

/** The spec that the answers make, of all pages together. */
export const specOf = (pages: readonly Page[], known: Known): SpecSource =>
  pages.reduce<unknown>((below, page) => merge(below, page.part(known)), { version: 1 }) as SpecSource

/** What a colleague would want to read in it, by field. */
export const commentsOf = (pages: readonly Page[], known: Known): { readonly [field: string]: string } =>
  Object.assign({}, ...pages.map((page) => page.comments?.(known) ?? {})) as {
    readonly [field: string]: string
  }
