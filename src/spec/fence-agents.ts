import table from './fence-agents.json' with { type: 'json' }
import { stonithParameters } from './stonith.ts'

/** What an agent says of its parameters (`AGENT -o metadata`, fence-agents 4.12; `stonith -t PLUGIN -n`, cluster-glue 1.0.12). */
export interface FenceAgent {
  readonly parameters: ReadonlySet<string>
  /** Required ones by their present names, without action and plug, which pacemaker gives itself. */
  readonly required: readonly string[]
  /** It switches one of several outlets, slots or domains and must be told which. */
  readonly needsPlug: boolean
}

interface AgentRow {
  readonly more: string
  readonly lacks?: string
  readonly required?: string
  readonly plug?: boolean
}

const agents: { readonly [agent: string]: AgentRow } = table.agents
const requiredOfPlugins: { readonly [plugin: string]: string } = table.requiredOfPlugins

const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean)

/** Whether an agent speaks pacemaker's own protocol; the others are plugins of cluster-glue. */
export const isNativeAgent = (agent: string): boolean => agent.startsWith('fence_')

export const knownFenceAgents: readonly string[] = [...Object.keys(agents), ...Object.keys(stonithParameters)]

/** What is known of an agent; undefined for one that we have never seen. */
export function fenceAgent(agent: string): FenceAgent | undefined {
  const row = Object.hasOwn(agents, agent) ? agents[agent] : undefined
  if (row) {
    const lacks = new Set(words(row.lacks))
    const parameters = [...words(table.common).filter((name) => !lacks.has(name)), ...words(row.more)]
    return { parameters: new Set(parameters), required: words(row.required), needsPlug: row.plug === true }
  }
  if (!Object.hasOwn(stonithParameters, agent)) return undefined
  return {
    parameters: new Set(stonithParameters[agent]),
    required: words(requiredOfPlugins[agent]),
    needsPlug: false,
  }
}

/** Names of old for parameters (fence-agents before 4.0 knew only these). */
export const oldParameterNames: { readonly [present: string]: string } = {
  ip: 'ipaddr',
  username: 'login',
  password: 'passwd',
  plug: 'port',
  password_script: 'passwd_script',
}

/** Whether a parameter holds what must stay secret: password, passwd, userpass, secret_key, token, but no path or script. */
export const isSecretParameter = (name: string): boolean =>
  /pass|secret|(^|_)(token|api_?key)$/i.test(name) && !/(_script|_path|_file|s_path)$/i.test(name)
