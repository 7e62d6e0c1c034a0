import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding, ProveInput, Prover } from './prove.ts'

/**
 * cluster.conf of cman and rgmanager. Their validator (ccs_config_validate) left the distributions with them; xmllint
 * says whether it is XML, and its XPath whether what refers to each other fits: our own checks, and named as such.
 */
export const prover: Prover = {
  proof: 'cluster.conf',
  programs: ['xmllint'],
  async prove(input) {
    const findings: Finding[] = []
    for (const file of input.files) {
      const path = join(input.scratch, 'cluster.conf')
      await writeFile(path, file.text)
      const { code, stderr } = await input.run(['xmllint', '--noout', '--nonet', path])
      const finding = (sentence: string, output: string): void => {
        findings.push({ file: file.path, severity: 'error', sentence, output })
      }
      if (code !== 0) {
        finding('It is no well-formed XML.', stderr.replaceAll(path, file.path))
        continue
      }
      for (const { xpath, sentence } of breaches) {
        const asked = await input.run(['xmllint', '--nonet', '--xpath', xpath, path])
        const said = asked.stdout.trim()
        if (asked.code !== 0) finding(`xmllint could not answer ${xpath}.`, asked.stderr)
        else if (said !== 'false') finding(sentence, `own check: ${xpath}`)
      }
      findings.push(...(await strangers(input, path, file.path)))
    }
    return findings
  },
}

/** XPath expressions that are false in a sound file, with what is wrong when they are true. */
const breaches: readonly { readonly xpath: string; readonly sentence: string }[] = [
  {
    xpath: "not(/cluster[@name!='' and @config_version>0])",
    sentence: 'The root must be cluster with name and config_version.',
  },
  { xpath: 'count(/cluster/cman)!=1', sentence: 'There must be one cman element.' },
  { xpath: 'not(/cluster/clusternodes/clusternode)', sentence: 'It has no cluster nodes.' },
  {
    xpath: 'boolean(/cluster/clusternodes/clusternode[not(@name) or not(@nodeid>0)])',
    sentence: 'A cluster node has no name or node ID.',
  },
  {
    xpath: 'boolean(//clusternode[@nodeid=preceding-sibling::clusternode/@nodeid])',
    sentence: 'Two nodes have the same node ID.',
  },
  {
    xpath: 'boolean(//clusternode[@name=preceding-sibling::clusternode/@name])',
    sentence: 'Two nodes have the same name.',
  },
  {
    xpath: 'boolean(//method/device[not(@name=/cluster/fencedevices/fencedevice/@name)])',
    sentence: 'A node is fenced by a device that fencedevices does not have.',
  },
  {
    xpath: 'boolean(//fencedevice[not(@agent) or not(@name)])',
    sentence: 'A fence device has no agent or name.',
  },
  {
    xpath: "/cluster/cman/@two_node='1' and count(//clusternode)!=2",
    sentence: 'two_node is set, but there are not two nodes.',
  },
  {
    xpath: "/cluster/cman/@two_node='1' and not(/cluster/cman/@expected_votes='1')",
    sentence: 'two_node needs expected_votes="1".',
  },
  {
    xpath: 'boolean(//rm/*[@domain and not(@domain=//failoverdomain/@name)])',
    sentence: 'A service is in a failover domain that does not exist.',
  },
  {
    xpath: 'boolean(//failoverdomainnode[not(@name=//clusternode/@name)])',
    sentence: 'A failover domain names a node that does not exist.',
  },
  {
    xpath: 'boolean(//pvevm[@vmid=preceding-sibling::pvevm/@vmid])',
    sentence: 'A guest is under rgmanager twice.',
  },
]

const elements = [
  'cluster',
  'cman',
  'quorumd',
  'fence_daemon',
  'fencedevices',
  'fencedevice',
  'clusternodes',
  'clusternode',
  'fence',
  'method',
  'device',
  'rm',
  'failoverdomains',
  'failoverdomain',
  'failoverdomainnode',
  'pvevm',
]

/** Elements that cman does not know, which it would pass over. */
async function strangers(input: ProveInput, path: string, file: string): Promise<Finding[]> {
  const known = elements.map((name) => `self::${name}`).join(' or ')
  const asked = await input.run(['xmllint', '--nonet', '--xpath', `name((//*[not(${known})])[1])`, path])
  const name = asked.stdout.trim()
  return name === ''
    ? []
    : [
        {
          file,
          severity: 'error',
          sentence: `There is no element ${name} in cluster.conf.`,
          output: 'own check',
        },
      ]
}
