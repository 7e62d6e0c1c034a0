import type Handlebars from 'handlebars'
import runtime from 'handlebars/runtime.js'
import { HaError } from '../core/errors.ts'
import specs from './templates.gen.js'

/** What a template sees: texts only (a number printed by handlebars loses its neighbours), lists and mappings of them, and booleans for #if. */
export type View = string | boolean | readonly View[] | { readonly [key: string]: View }
export type ViewMap = { readonly [key: string]: View }

const environment = (runtime as unknown as typeof Handlebars).create()
environment.registerHelper('xml', (text: string) => escapeXml(text))

/** Escapes text for XML content and attributes of either quote. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

/** Text for an XML comment, in which two hyphens must not meet. */
export const xmlComment = (text: string): string => text.replace(/-(?=-)/g, '- ')

const compiled = new Map<string, Handlebars.TemplateDelegate>()

/**
 * Renders the template with this id.
 * @throws TypeError when the view holds anything but texts, booleans, lists and mappings: that is our bug.
 */
export function renderTemplate(id: string, view: ViewMap): string {
  assertView(view, id)
  let template = compiled.get(id)
  if (!template) {
    const spec = (specs as { readonly [id: string]: unknown })[id]
    if (!spec) throw new HaError('bug', `there is no template ${id}`)
    template = environment.template(spec)
    compiled.set(id, template)
  }
  return template(view)
}

function assertView(view: unknown, where: string): void {
  if (typeof view === 'string') {
    // oxlint-disable-next-line no-control-regex
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(view))
      throw new TypeError(`${where} holds a control character`)
    return
  }
  if (typeof view === 'boolean') return
  if (Array.isArray(view)) {
    view.forEach((child, i) => assertView(child, `${where}[${i}]`))
    return
  }
  if (typeof view === 'object' && view !== null && Object.getPrototypeOf(view) === Object.prototype) {
    for (const [key, child] of Object.entries(view)) assertView(child, `${where}.${key}`)
    return
  }
  throw new TypeError(
    `${where} is ${view === null ? 'null' : typeof view}; views hold texts, booleans, lists and mappings only`,
  )
}
