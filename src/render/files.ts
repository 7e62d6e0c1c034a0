import type { NodePlan, Plan } from '../plan/plan.ts'
import { renderTemplate, xmlComment } from './engine.ts'
import type { ViewMap } from './engine.ts'
import type { CommentStyle, Proof, SecretQuoting, Template } from './template.ts'
import { templates } from './views/index.gen.ts'

/** A file of a node. Secrets are still tokens in its text. */
export interface RenderedFile {
  readonly node: string
  readonly path: string
  readonly mode: number
  readonly text: string
  readonly template: string
  readonly proof: Proof
  readonly secretQuoting: SecretQuoting
  /** Names of the secrets whose tokens stand in the text. */
  readonly secrets: readonly string[]
}

/** All files of a node, by path. The same plan gives the same bytes. */
export function renderNode(plan: Plan, node: NodePlan): RenderedFile[] {
  const files: RenderedFile[] = []
  for (const template of templates) {
    for (const placement of template.place(plan, node)) {
      const { text, secrets } = contentOf(template, placement.view, plan)
      files.push({
        node: node.name,
        path: placement.path,
        mode: placement.mode,
        text,
        template: template.id,
        proof: placement.proof ?? template.proof,
        secretQuoting: template.secrets ?? 'plain',
        secrets,
      })
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const twice = files.find((file, i) => files[i + 1]?.path === file.path)
  if (twice) throw new Error(`two templates write ${twice.path} on ${node.name}`)
  return files
}

interface Content {
  readonly text: string
  readonly secrets: readonly string[]
}

/** What was made of a view already: nodes share the views of files that are the same on all of them. */
const contents = new WeakMap<ViewMap, Content & { readonly plan: Plan }>()

function contentOf(template: Template, view: ViewMap, plan: Plan): Content {
  const known = contents.get(view)
  if (known?.plan === plan) return known
  const text = withHeader(renderTemplate(template.id, view), template.comment, plan)
  const names = [...text.matchAll(/@SECRET:([A-Za-z0-9_-]+)@/g)].map((match) => match[1]!)
  const content = { text, secrets: [...new Set(names)].sort(), plan }
  contents.set(view, content)
  return content
}

/**
 * Puts who made the file in front of it: behind an interpreter line or an XML declaration where there is one. Nothing that
 * changes with every cluster.yaml, or each change would disturb the daemons of all files.
 */
function withHeader(body: string, style: CommentStyle, plan: Plan): string {
  const lines = [
    `Made by ha-bootstrap ${plan.tool} for cluster ${plan.cluster.name}.`,
    'Change cluster.yaml and generate again; what is edited here is noticed and kept back.',
  ]
  const text = body.endsWith('\n') || body === '' ? body : `${body}\n`
  if (style === 'none') return text
  const header =
    style === 'xml'
      ? `<!-- ${xmlComment(lines.join('\n     '))} -->\n`
      : lines.map((line) => `${style} ${line}\n`).join('')
  const first = /^(#!.*\n|<\?xml.*\?>\n)/.exec(text)?.[0] ?? ''
  return first + header + text.slice(first.length)
}
