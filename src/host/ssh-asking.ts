import { closeSync, constants, openSync, readFileSync, readdirSync, watch, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Ask, Question } from './connection.ts'

/** Environment with which ssh puts its questions to the script in this folder (OpenSSH 8.4 and later). */
export const askingEnv = (folder: string): { readonly [name: string]: string } => ({
  SSH_ASKPASS: join(folder, 'askpass'),
  SSH_ASKPASS_REQUIRE: 'force',
  DISPLAY: process.env.DISPLAY ?? ':0',
})

/** Answers the questions that ssh leaves in a folder, one after the other, until the result is called. */
export function answerQuestions(node: string, folder: string, ask: Ask): () => void {
  const seen = new Set<string>()
  const pipes: number[] = []
  let queue = Promise.resolve()
  let over = false
  const look = (): void => {
    if (over) return
    for (const file of unlessGone(() => readdirSync(folder)) ?? []) {
      if (!file.endsWith('.question') || seen.has(file)) continue
      seen.add(file)
      queue = queue.then(() => answer(file))
    }
  }
  const answer = async (file: string): Promise<void> => {
    const prompt = over ? undefined : unlessGone(() => readFileSync(join(folder, file), 'utf8').trimEnd())
    if (prompt === undefined) return
    // Whoever asks may fail; then ssh is told that nobody answered.
    const said = await ask(questionOf(node, prompt)).catch(() => undefined)
    if (over) return
    // Opened for both directions, so that it waits for nobody; kept open until it is all over, so that nothing is lost.
    const pipe = unlessGone(() =>
      openSync(join(folder, file.replace('.question', '.answer')), constants.O_RDWR),
    )
    if (pipe === undefined) return
    pipes.push(pipe)
    writeSync(pipe, said === undefined ? 'refused\n\n' : `answered\n${said.split('\n')[0]}\n`)
  }
  const watcher = watch(folder, look)
  look()
  return () => {
    over = true
    watcher.close()
    pipes.forEach(closeSync)
  }
}

/** The folder goes when ssh does, at any moment. */
function unlessGone<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function questionOf(node: string, prompt: string): Question {
  if (!/continue connecting/.test(prompt))
    return { node, kind: 'secret', text: `${prompt.replace(/:$/, '')} (for ${node})` }
  const stake = prompt.split('\n').slice(0, -1)
  const type = /(\S+) key fingerprint/.exec(prompt)?.[1]?.toLowerCase() ?? 'ed25519'
  return {
    node,
    kind: 'yes-no',
    text: [
      `On the way to ${node}:`,
      ...stake,
      `On its console \`ssh-keygen -lf /etc/ssh/ssh_host_${type}_key.pub\` must print the same.`,
      'Is it the key of that machine?',
    ].join('\n'),
  }
}
