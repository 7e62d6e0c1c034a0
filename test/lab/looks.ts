// Whether a check that looks at everything once says the same as guards that look for themselves.
import { shVerbatim } from '../../src/core/sh.ts'
import type { Sh } from '../../src/core/sh.ts'

/**
 * Prints what is different between the events of the program in that folder and of the same program without its look at
 * everything: nothing when both say the same, and a sentence where the program ended badly or has no such look.
 */
export const saidOtherwise = (folder: Sh, program: Sh): Sh =>
  shVerbatim(`looks=$(mktemp -d) && cp -R ${folder.text}/. "$looks" && cd "$looks" || exit 1
sed 's/^  ha_look_at_all$/  :/' ${program.text} >each
! cmp -s ${program.text} each || echo 'The program has no look at everything.'
for look in ${program.text} each; do
  sh ./"$look" --check </dev/null >"said-\${look##*/}" 2>&1
  case $? in 0 | 4 | 6) ;; *) echo "$look ended badly:"; tail -n 5 "said-\${look##*/}" ;; esac
  # Without times, and the process of the run.
  cut -f 2- "said-\${look##*/}" | sed 's/^\\(begin.*\\) [0-9]*$/\\1/' >"events-\${look##*/}"
done
diff "events-$(basename ${program.text})" events-each
cd / && rm -rf "$looks"
true`)
