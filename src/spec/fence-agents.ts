import table from './fence-agents.json' with { type: 'json' }

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
const plugins: { readonly [plugin: string]: { readonly parameters: string; readonly required?: string } } =
  table.plugins

const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean)

/** Whether an agent speaks pacemaker's own protocol; the others are plugins of cluster-glue. */
export const isNativeAgent = (agent: string): boolean => agent.startsWith('fence_')

export const knownFenceAgents: readonly string[] = [...Object.keys(agents), ...Object.keys(plugins)]

/** What is known of an agent; undefined for one that we have never seen. */
export function fenceAgent(agent: string): FenceAgent | undefined {
  const row = Object.hasOwn(agents, agent) ? agents[agent] : undefined
  if (row) {
    const lacks = new Set(words(row.lacks))
    const parameters = [...words(table.common).filter((name) => !lacks.has(name)), ...words(row.more)]
    return { parameters: new Set(parameters), required: words(row.required), needsPlug: row.plug === true }
  }
  const plugin = Object.hasOwn(plugins, agent) ? plugins[agent] : undefined
  return (
    plugin && {
      parameters: new Set(words(plugin.parameters)),
      required: words(plugin.required),
      needsPlug: false,
    }
  )
}

/** Names of old for parameters (fence-agents before 4.0 knew only these). */
export const oldParameterNames: { readonly [present: string]: string } = {
  ip: 'ipaddr',
  username: 'login',
  password: 'passwd',
  plug: 'port',
  password_script: 'passwd_script',
}

/** Whether a parameter holds what must stay secret. */
export const isSecretParameter = (name: string): boolean =>
  /pass(?!_?script|wd_script|word_script)|secret(?!s_path)|community|(^|_)token$/i.test(name) &&
  !/_script$|_path$|_file$/.test(name)
