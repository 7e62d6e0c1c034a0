/**
 * A CIB as the daemons complete it once they run: with quorum, which tools otherwise miss before anything else, and with
 * have-watchdog where SBD without disks is asked for, which pacemaker sets itself when it finds sbd running.
 */
export const runningCib = (text: string): string =>
  text
    .replace('<cib ', '<cib have-quorum="1" dc-uuid="1" ')
    .replace(
      /(<cluster_property_set [^>]*>)(?=[\s\S]*name="stonith-watchdog-timeout")/,
      '$1<nvpair id="running.have-watchdog" name="have-watchdog" value="true"/>',
    )
