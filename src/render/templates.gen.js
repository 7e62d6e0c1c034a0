// Made by scripts/gen.ts from templates/.
export default {
  "etc/chrony/chrony.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"sources"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "")
    + "\n# A clock that is far off at boot is set at once, later it is only slowed or hastened: a cluster sees no jumps.\nmakestep 1.0 3\nrtcsync\nmaxupdateskew 100.0\ndriftfile /var/lib/chrony/chrony.drift\nkeyfile /etc/chrony/chrony.keys\nntsdumpdir /var/lib/chrony\nlogdir /var/log/chrony\n\n# What the administrator adds.\nconfdir /etc/chrony/conf.d\n";
},"useData":true},
  "etc/corosync/authkey": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "key", {"start":{"line":1,"column":2},"end":{"line":1,"column":5}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/corosync/corosync.conf-1.4": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "    "
    + ((stack1 = alias2(alias1(depth0, "key", {"start":{"line":6,"column":6},"end":{"line":6,"column":9}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":6,"column":15},"end":{"line":6,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    interface {\n        ringnumber: "
    + ((stack1 = alias2(alias1(depth0, "number", {"start":{"line":10,"column":22},"end":{"line":10,"column":28}} ), depth0)) != null ? stack1 : "")
    + "\n        bindnetaddr: "
    + ((stack1 = alias2(alias1(depth0, "bindnetaddr", {"start":{"line":11,"column":23},"end":{"line":11,"column":34}} ), depth0)) != null ? stack1 : "")
    + "\n        mcastport: "
    + ((stack1 = alias2(alias1(depth0, "port", {"start":{"line":12,"column":21},"end":{"line":12,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"settings"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":13,"column":0},"end":{"line":15,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"members"),{"name":"each","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":16,"column":0},"end":{"line":20,"column":9}}})) != null ? stack1 : "")
    + "    }\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "        "
    + ((stack1 = alias2(alias1(depth0, "key", {"start":{"line":14,"column":10},"end":{"line":14,"column":13}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":14,"column":19},"end":{"line":14,"column":24}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "        member {\n            memberaddr: "
    + ((stack1 = container.lambda(container.strict(depth0, "address", {"start":{"line":18,"column":26},"end":{"line":18,"column":33}} ), depth0)) != null ? stack1 : "")
    + "\n        }\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "compatibility: "
    + ((stack1 = container.lambda(container.strict(depth0, "compatibility", {"start":{"line":1,"column":17},"end":{"line":1,"column":30}} ), depth0)) != null ? stack1 : "")
    + "\ntotem {\n    version: 2\n    threads: 0\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"totem"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":7,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"links"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":8,"column":0},"end":{"line":22,"column":9}}})) != null ? stack1 : "")
    + "}\nlogging {\n    fileline: off\n    to_stderr: no\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"logging"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":27,"column":0},"end":{"line":29,"column":9}}})) != null ? stack1 : "")
    + "}\namf {\n    mode: disabled\n}\n";
},"useData":true},
  "etc/corosync/corosync.conf-2": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "    "
    + ((stack1 = alias2(alias1(depth0, "key", {"start":{"line":7,"column":6},"end":{"line":7,"column":9}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":7,"column":15},"end":{"line":7,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    interface {\n        ringnumber: "
    + ((stack1 = alias2(alias1(depth0, "number", {"start":{"line":11,"column":22},"end":{"line":11,"column":28}} ), depth0)) != null ? stack1 : "")
    + "\n        mcastport: "
    + ((stack1 = alias2(alias1(depth0, "port", {"start":{"line":12,"column":21},"end":{"line":12,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"settings"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":13,"column":0},"end":{"line":15,"column":9}}})) != null ? stack1 : "")
    + "    }\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "        "
    + ((stack1 = alias2(alias1(depth0, "key", {"start":{"line":14,"column":10},"end":{"line":14,"column":13}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":14,"column":19},"end":{"line":14,"column":24}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    node {\n        nodeid: "
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":22,"column":18},"end":{"line":22,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\n        quorum_votes: "
    + ((stack1 = alias2(alias1(depth0, "votes", {"start":{"line":23,"column":24},"end":{"line":23,"column":29}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"addresses"),{"name":"each","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":24,"column":0},"end":{"line":26,"column":9}}})) != null ? stack1 : "")
    + "    }\n";
},"4":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "        ring"
    + ((stack1 = alias2(alias1(depth0, "number", {"start":{"line":25,"column":14},"end":{"line":25,"column":20}} ), depth0)) != null ? stack1 : "")
    + "_addr: "
    + ((stack1 = alias2(alias1(depth0, "address", {"start":{"line":25,"column":31},"end":{"line":25,"column":38}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"5":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    "
    + ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":36,"column":6},"end":{"line":36,"column":10}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "totem {\n    version: 2\n    cluster_name: "
    + ((stack1 = alias2(alias1(depth0, "cluster", {"start":{"line":3,"column":20},"end":{"line":3,"column":27}} ), depth0)) != null ? stack1 : "")
    + "\n    config_version: "
    + ((stack1 = alias2(alias1(depth0, "configVersion", {"start":{"line":4,"column":22},"end":{"line":4,"column":35}} ), depth0)) != null ? stack1 : "")
    + "\n    transport: "
    + ((stack1 = alias2(alias1(depth0, "transport", {"start":{"line":5,"column":17},"end":{"line":5,"column":26}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"totem"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":6,"column":0},"end":{"line":8,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"links"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":9,"column":0},"end":{"line":17,"column":9}}})) != null ? stack1 : "")
    + "}\nnodelist {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"nodes"),{"name":"each","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":20,"column":0},"end":{"line":28,"column":9}}})) != null ? stack1 : "")
    + "}\nquorum {\n    provider: corosync_votequorum\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"quorum"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":32,"column":0},"end":{"line":34,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"device"),{"name":"each","hash":{},"fn":container.program(5, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":35,"column":0},"end":{"line":37,"column":9}}})) != null ? stack1 : "")
    + "}\nlogging {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"logging"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":40,"column":0},"end":{"line":42,"column":9}}})) != null ? stack1 : "")
    + "}\n";
},"useData":true},
  "etc/corosync/corosync.conf-3": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "    "
    + ((stack1 = alias2(alias1(depth0, "key", {"start":{"line":7,"column":6},"end":{"line":7,"column":9}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":7,"column":15},"end":{"line":7,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    interface {\n        linknumber: "
    + ((stack1 = alias2(alias1(depth0, "number", {"start":{"line":11,"column":22},"end":{"line":11,"column":28}} ), depth0)) != null ? stack1 : "")
    + "\n        mcastport: "
    + ((stack1 = alias2(alias1(depth0, "port", {"start":{"line":12,"column":21},"end":{"line":12,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"settings"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":13,"column":0},"end":{"line":15,"column":9}}})) != null ? stack1 : "")
    + "    }\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "        "
    + ((stack1 = alias2(alias1(depth0, "key", {"start":{"line":14,"column":10},"end":{"line":14,"column":13}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":14,"column":19},"end":{"line":14,"column":24}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    node {\n        name: "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":22,"column":16},"end":{"line":22,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\n        nodeid: "
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":23,"column":18},"end":{"line":23,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\n        quorum_votes: "
    + ((stack1 = alias2(alias1(depth0, "votes", {"start":{"line":24,"column":24},"end":{"line":24,"column":29}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"addresses"),{"name":"each","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":25,"column":0},"end":{"line":27,"column":9}}})) != null ? stack1 : "")
    + "    }\n";
},"4":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "        ring"
    + ((stack1 = alias2(alias1(depth0, "number", {"start":{"line":26,"column":14},"end":{"line":26,"column":20}} ), depth0)) != null ? stack1 : "")
    + "_addr: "
    + ((stack1 = alias2(alias1(depth0, "address", {"start":{"line":26,"column":31},"end":{"line":26,"column":38}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"5":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    "
    + ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":37,"column":6},"end":{"line":37,"column":10}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "totem {\n    version: 2\n    cluster_name: "
    + ((stack1 = alias2(alias1(depth0, "cluster", {"start":{"line":3,"column":20},"end":{"line":3,"column":27}} ), depth0)) != null ? stack1 : "")
    + "\n    config_version: "
    + ((stack1 = alias2(alias1(depth0, "configVersion", {"start":{"line":4,"column":22},"end":{"line":4,"column":35}} ), depth0)) != null ? stack1 : "")
    + "\n    transport: "
    + ((stack1 = alias2(alias1(depth0, "transport", {"start":{"line":5,"column":17},"end":{"line":5,"column":26}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"totem"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":6,"column":0},"end":{"line":8,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"links"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":9,"column":0},"end":{"line":17,"column":9}}})) != null ? stack1 : "")
    + "}\nnodelist {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"nodes"),{"name":"each","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":20,"column":0},"end":{"line":29,"column":9}}})) != null ? stack1 : "")
    + "}\nquorum {\n    provider: corosync_votequorum\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"quorum"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":33,"column":0},"end":{"line":35,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"device"),{"name":"each","hash":{},"fn":container.program(5, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":36,"column":0},"end":{"line":38,"column":9}}})) != null ? stack1 : "")
    + "}\nlogging {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"logging"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":41,"column":0},"end":{"line":43,"column":9}}})) != null ? stack1 : "")
    + "}\n";
},"useData":true},
  "etc/corosync/qdevice/ARBITER": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "The quorum device: the machine "
    + ((stack1 = alias2(alias1(depth0, "host", {"start":{"line":1,"column":33},"end":{"line":1,"column":37}} ), depth0)) != null ? stack1 : "")
    + " votes, it runs no services and is none of the nodes.\nIt wants its own power and its own way to the nodes.\n\nOn "
    + ((stack1 = alias2(alias1(depth0, "host", {"start":{"line":4,"column":5},"end":{"line":4,"column":9}} ), depth0)) != null ? stack1 : "")
    + ":\n  apt-get install corosync-qnetd\n  (TCP port "
    + ((stack1 = alias2(alias1(depth0, "port", {"start":{"line":6,"column":14},"end":{"line":6,"column":18}} ), depth0)) != null ? stack1 : "")
    + " must be open to "
    + ((stack1 = alias2(alias1(depth0, "nodes", {"start":{"line":6,"column":39},"end":{"line":6,"column":44}} ), depth0)) != null ? stack1 : "")
    + ")\n\nOnce, on "
    + ((stack1 = alias2(alias1(depth0, "first", {"start":{"line":8,"column":11},"end":{"line":8,"column":16}} ), depth0)) != null ? stack1 : "")
    + ", after corosync.conf is on all nodes and before corosync-qdevice is started:\n  apt-get install corosync-qdevice      (on every node)\n  corosync-qdevice-net-certutil -Q -n "
    + ((stack1 = alias2(alias1(depth0, "cluster", {"start":{"line":10,"column":40},"end":{"line":10,"column":47}} ), depth0)) != null ? stack1 : "")
    + " "
    + ((stack1 = alias2(alias1(depth0, "host", {"start":{"line":10,"column":52},"end":{"line":10,"column":56}} ), depth0)) != null ? stack1 : "")
    + " "
    + ((stack1 = alias2(alias1(depth0, "nodes", {"start":{"line":10,"column":61},"end":{"line":10,"column":66}} ), depth0)) != null ? stack1 : "")
    + "\n  systemctl enable --now corosync-qdevice      (on every node)\n\nWhat must be seen:\n  corosync-qdevice-tool -s      State: Connected\n  corosync-quorumtool -s      Flags: Quorate Qdevice\nOne arbiter serves several clusters when their names differ; this one is called "
    + ((stack1 = alias2(alias1(depth0, "cluster", {"start":{"line":16,"column":82},"end":{"line":16,"column":89}} ), depth0)) != null ? stack1 : "")
    + ".\n";
},"useData":true},
  "etc/corosync/service.d/pcmk": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "service {\n    name: pacemaker\n    ver: "
    + ((stack1 = container.lambda(container.strict(depth0, "version", {"start":{"line":3,"column":11},"end":{"line":3,"column":18}} ), depth0)) != null ? stack1 : "")
    + "\n}\n";
},"useData":true},
  "etc/corosync/uidgid.d/pacemaker": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "uidgid {\n    uid: hacluster\n    gid: haclient\n}\n";
},"useData":true},
  "etc/cron.d/ha-bootstrap-drbd-verify": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "SHELL=/bin/sh\nPATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin\nMAILTO="
    + ((stack1 = alias2(alias1(depth0, "mail", {"start":{"line":3,"column":9},"end":{"line":3,"column":13}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = alias2(alias1(depth0, "times", {"start":{"line":4,"column":2},"end":{"line":4,"column":7}} ), depth0)) != null ? stack1 : "")
    + " root /usr/local/lib/ha-bootstrap/drbd-verify "
    + ((stack1 = alias2(alias1(depth0, "resources", {"start":{"line":4,"column":57},"end":{"line":4,"column":66}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/cron.monthly/drbd-verify": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "#!/bin/sh\nPATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\nexport PATH\nexec /usr/local/lib/ha-bootstrap/drbd-verify "
    + ((stack1 = container.lambda(container.strict(depth0, "resources", {"start":{"line":4,"column":47},"end":{"line":4,"column":56}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/default/corosync": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "START=yes\n";
},"useData":true},
  "etc/default/grub.d/ha-bootstrap.cfg": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX "
    + ((stack1 = container.lambda(container.strict(depth0, "cmdline", {"start":{"line":3,"column":42},"end":{"line":3,"column":49}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"1":function(container,depth0,helpers,partials,data) {
    return "# os-prober and grub-mount open the devices below DRBD and the disks of virtual machines.\nGRUB_DISABLE_OS_PROBER=true\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Read after /etc/default/grub by update-grub.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"cmdline"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":4,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"noProber"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":8,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/default/libvirt-bin": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "# libvirt before 5.6 listens for other hosts only when told so.\nstart_libvirtd=\"yes\"\nlibvirtd_opts=\"-d -l\"\n";
},"useData":true},
  "etc/default/libvirt-guests": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "# The cluster starts and stops virtual machines; libvirt must not bring back what runs elsewhere by now, nor save it.\nON_BOOT=ignore\nON_SHUTDOWN=shutdown\nPARALLEL_SHUTDOWN=10\nSHUTDOWN_TIMEOUT=300\n";
},"useData":true},
  "etc/default/redhat-cluster-pve": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "FENCE_JOIN=\""
    + ((stack1 = container.lambda(container.strict(depth0, "join", {"start":{"line":1,"column":14},"end":{"line":1,"column":18}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"useData":true},
  "etc/default/sbd": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return ((stack1 = alias2(alias1(depth0, "key", {"start":{"line":2,"column":2},"end":{"line":2,"column":5}} ), depth0)) != null ? stack1 : "")
    + "=\""
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":2,"column":11},"end":{"line":2,"column":16}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"settings"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/drbd.conf": {"0":function(container,depth0,helpers,partials,data) {
    return "include \"drbd.d/global_common.conf\";\ninclude \"drbd.d/*.res\";\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"includes"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":4,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"parts"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":7,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/drbd.d/global_common.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "  minor-count "
    + ((stack1 = container.lambda(container.strict(depth0, "minorCount", {"start":{"line":4,"column":16},"end":{"line":4,"column":26}} ), depth0)) != null ? stack1 : "")
    + ";\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "  "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "  "
    + ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":13,"column":4},"end":{"line":13,"column":8}} ), depth0)) != null ? stack1 : "")
    + " {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":14,"column":0},"end":{"line":16,"column":9}}})) != null ? stack1 : "")
    + "  }\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "global {\n  usage-count "
    + ((stack1 = container.lambda(container.strict(depth0, "usageCount", {"start":{"line":2,"column":16},"end":{"line":2,"column":26}} ), depth0)) != null ? stack1 : "")
    + ";\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"minorCount"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":5,"column":7}}})) != null ? stack1 : "")
    + "}\n\ncommon {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"statements"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":9,"column":0},"end":{"line":11,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"sections"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":12,"column":0},"end":{"line":18,"column":9}}})) != null ? stack1 : "")
    + "}\n";
},"useData":true},
  "etc/drbd.d/resource.res": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "  "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "  "
    + ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":6,"column":4},"end":{"line":6,"column":8}} ), depth0)) != null ? stack1 : "")
    + " {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":7,"column":0},"end":{"line":9,"column":9}}})) != null ? stack1 : "")
    + "  }\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "  volume "
    + ((stack1 = container.lambda(container.strict(depth0, "number", {"start":{"line":13,"column":11},"end":{"line":13,"column":17}} ), depth0)) != null ? stack1 : "")
    + " {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":14,"column":0},"end":{"line":16,"column":9}}})) != null ? stack1 : "")
    + "  }\n";
},"4":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "  on "
    + ((stack1 = container.lambda(container.strict(depth0, "node", {"start":{"line":20,"column":7},"end":{"line":20,"column":11}} ), depth0)) != null ? stack1 : "")
    + " {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":21,"column":0},"end":{"line":23,"column":9}}})) != null ? stack1 : "")
    + "  }\n";
},"5":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "  connection-mesh {\n    hosts "
    + ((stack1 = container.lambda(container.strict(depth0, "mesh", {"start":{"line":28,"column":12},"end":{"line":28,"column":16}} ), depth0)) != null ? stack1 : "")
    + ";\n  }\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "resource "
    + ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":1,"column":11},"end":{"line":1,"column":15}} ), depth0)) != null ? stack1 : "")
    + " {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"statements"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":4,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"sections"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":11,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"volumes"),{"name":"each","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":12,"column":0},"end":{"line":18,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"hosts"),{"name":"each","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":19,"column":0},"end":{"line":25,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"mesh"),{"name":"if","hash":{},"fn":container.program(5, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":26,"column":0},"end":{"line":30,"column":7}}})) != null ? stack1 : "")
    + "}\n";
},"useData":true},
  "etc/ha-bootstrap/cib.crm": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Load with: crm configure load replace /etc/ha-bootstrap/cib.crm\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"statements"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":4,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha-bootstrap/cib.xml": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "        <nvpair id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":7,"column":22},"end":{"line":7,"column":24}} ), depth0)) != null ? stack1 : "")
    + "\" name=\""
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":7,"column":36},"end":{"line":7,"column":40}} ), depth0)) != null ? stack1 : "")
    + "\" value=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"value"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":7,"column":51},"end":{"line":7,"column":64}}})) != null ? stack1 : "")
    + "\"/>\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"standby"),{"name":"if","hash":{},"fn":container.program(2, data, 0),"inverse":container.program(4, data, 0),"data":data,"loc":{"start":{"line":13,"column":0},"end":{"line":21,"column":7}}})) != null ? stack1 : "");
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "      <node id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":14,"column":18},"end":{"line":14,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\" uname=\""
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":14,"column":33},"end":{"line":14,"column":37}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"old"),{"name":"if","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":14,"column":40},"end":{"line":14,"column":72}}})) != null ? stack1 : "")
    + ">\n        <instance_attributes id=\"node."
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":15,"column":40},"end":{"line":15,"column":44}} ), depth0)) != null ? stack1 : "")
    + "\">\n          <nvpair id=\"node."
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":16,"column":29},"end":{"line":16,"column":33}} ), depth0)) != null ? stack1 : "")
    + ".standby\" name=\"standby\" value=\"on\"/>\n        </instance_attributes>\n      </node>\n";
},"3":function(container,depth0,helpers,partials,data) {
    return " type=\"normal\"";
},"4":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "      <node id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":20,"column":18},"end":{"line":20,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\" uname=\""
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":20,"column":33},"end":{"line":20,"column":37}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"old"),{"name":"if","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":20,"column":40},"end":{"line":20,"column":72}}})) != null ? stack1 : "")
    + "/>\n";
},"5":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"element"),{"name":"if","hash":{},"fn":container.program(6, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":26,"column":0},"end":{"line":35,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"members"),{"name":"each","hash":{},"fn":container.program(9, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":36,"column":0},"end":{"line":58,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"element"),{"name":"if","hash":{},"fn":container.program(15, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":59,"column":0},"end":{"line":61,"column":7}}})) != null ? stack1 : "");
},"6":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "      <"
    + ((stack1 = alias2(alias1(depth0, "element", {"start":{"line":27,"column":9},"end":{"line":27,"column":16}} ), depth0)) != null ? stack1 : "")
    + " id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":27,"column":25},"end":{"line":27,"column":27}} ), depth0)) != null ? stack1 : "")
    + "\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"meta"),{"name":"each","hash":{},"fn":container.program(7, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":28,"column":0},"end":{"line":34,"column":9}}})) != null ? stack1 : "");
},"7":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "        <meta_attributes id=\""
    + ((stack1 = container.lambda(container.strict(depth0, "id", {"start":{"line":29,"column":31},"end":{"line":29,"column":33}} ), depth0)) != null ? stack1 : "")
    + "\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"pairs"),{"name":"each","hash":{},"fn":container.program(8, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":30,"column":0},"end":{"line":32,"column":9}}})) != null ? stack1 : "")
    + "        </meta_attributes>\n";
},"8":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "          <nvpair id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":31,"column":24},"end":{"line":31,"column":26}} ), depth0)) != null ? stack1 : "")
    + "\" name=\""
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":31,"column":38},"end":{"line":31,"column":42}} ), depth0)) != null ? stack1 : "")
    + "\" value=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"value"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":31,"column":53},"end":{"line":31,"column":66}}})) != null ? stack1 : "")
    + "\"/>\n";
},"9":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = alias2(alias1(depth0, "in", {"start":{"line":37,"column":2},"end":{"line":37,"column":4}} ), depth0)) != null ? stack1 : "")
    + "<primitive id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":37,"column":23},"end":{"line":37,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"attributes"),{"name":"each","hash":{},"fn":container.program(10, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":37,"column":28},"end":{"line":37,"column":82}}})) != null ? stack1 : "")
    + ">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"params"),{"name":"each","hash":{},"fn":container.program(11, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":38,"column":0},"end":{"line":44,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"meta"),{"name":"each","hash":{},"fn":container.program(13, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":45,"column":0},"end":{"line":51,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = alias2(alias1(depth0, "in", {"start":{"line":52,"column":2},"end":{"line":52,"column":4}} ), depth0)) != null ? stack1 : "")
    + "  <operations>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"operations"),{"name":"each","hash":{},"fn":container.program(14, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":53,"column":0},"end":{"line":55,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = alias2(alias1(depth0, "in", {"start":{"line":56,"column":2},"end":{"line":56,"column":4}} ), depth0)) != null ? stack1 : "")
    + "  </operations>\n"
    + ((stack1 = alias2(alias1(depth0, "in", {"start":{"line":57,"column":2},"end":{"line":57,"column":4}} ), depth0)) != null ? stack1 : "")
    + "</primitive>\n";
},"10":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return " "
    + ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":37,"column":51},"end":{"line":37,"column":55}} ), depth0)) != null ? stack1 : "")
    + "=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"value"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":37,"column":59},"end":{"line":37,"column":72}}})) != null ? stack1 : "")
    + "\"";
},"11":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = alias2(alias1(depths[1], "in", {"start":{"line":39,"column":2},"end":{"line":39,"column":7}} ), depth0)) != null ? stack1 : "")
    + "  <instance_attributes id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":39,"column":38},"end":{"line":39,"column":40}} ), depth0)) != null ? stack1 : "")
    + "\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"pairs"),{"name":"each","hash":{},"fn":container.program(12, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":40,"column":0},"end":{"line":42,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = alias2(alias1(depths[1], "in", {"start":{"line":43,"column":2},"end":{"line":43,"column":7}} ), depth0)) != null ? stack1 : "")
    + "  </instance_attributes>\n";
},"12":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = alias2(alias1(depths[2], "in", {"start":{"line":41,"column":2},"end":{"line":41,"column":10}} ), depth0)) != null ? stack1 : "")
    + "    <nvpair id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":41,"column":30},"end":{"line":41,"column":32}} ), depth0)) != null ? stack1 : "")
    + "\" name=\""
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":41,"column":44},"end":{"line":41,"column":48}} ), depth0)) != null ? stack1 : "")
    + "\" value=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"value"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":41,"column":59},"end":{"line":41,"column":72}}})) != null ? stack1 : "")
    + "\"/>\n";
},"13":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = alias2(alias1(depths[1], "in", {"start":{"line":46,"column":2},"end":{"line":46,"column":7}} ), depth0)) != null ? stack1 : "")
    + "  <meta_attributes id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":46,"column":34},"end":{"line":46,"column":36}} ), depth0)) != null ? stack1 : "")
    + "\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"pairs"),{"name":"each","hash":{},"fn":container.program(12, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":47,"column":0},"end":{"line":49,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = alias2(alias1(depths[1], "in", {"start":{"line":50,"column":2},"end":{"line":50,"column":7}} ), depth0)) != null ? stack1 : "")
    + "  </meta_attributes>\n";
},"14":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = alias2(alias1(depths[1], "in", {"start":{"line":54,"column":2},"end":{"line":54,"column":7}} ), depth0)) != null ? stack1 : "")
    + "    <op id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":54,"column":23},"end":{"line":54,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\" name=\""
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":54,"column":37},"end":{"line":54,"column":41}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"attributes"),{"name":"each","hash":{},"fn":container.program(10, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":54,"column":44},"end":{"line":54,"column":98}}})) != null ? stack1 : "")
    + "/>\n";
},"15":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "      </"
    + ((stack1 = container.lambda(container.strict(depth0, "element", {"start":{"line":60,"column":10},"end":{"line":60,"column":17}} ), depth0)) != null ? stack1 : "")
    + ">\n";
},"16":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "      <rsc_location id=\""
    + ((stack1 = container.lambda(container.strict(depth0, "id", {"start":{"line":66,"column":26},"end":{"line":66,"column":28}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"attributes"),{"name":"each","hash":{},"fn":container.program(10, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":66,"column":31},"end":{"line":66,"column":85}}})) != null ? stack1 : "")
    + "/>\n";
},"17":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "      <rsc_colocation id=\""
    + ((stack1 = container.lambda(container.strict(depth0, "id", {"start":{"line":69,"column":28},"end":{"line":69,"column":30}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"attributes"),{"name":"each","hash":{},"fn":container.program(10, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":69,"column":33},"end":{"line":69,"column":87}}})) != null ? stack1 : "")
    + "/>\n";
},"18":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "      <rsc_order id=\""
    + ((stack1 = container.lambda(container.strict(depth0, "id", {"start":{"line":72,"column":23},"end":{"line":72,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"attributes"),{"name":"each","hash":{},"fn":container.program(10, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":72,"column":28},"end":{"line":72,"column":82}}})) != null ? stack1 : "")
    + "/>\n";
},"19":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    <fencing-topology>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"levels"),{"name":"each","hash":{},"fn":container.program(20, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":77,"column":0},"end":{"line":79,"column":9}}})) != null ? stack1 : "")
    + "    </fencing-topology>\n";
},"20":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "      <fencing-level id=\""
    + ((stack1 = alias2(alias1(depth0, "id", {"start":{"line":78,"column":27},"end":{"line":78,"column":29}} ), depth0)) != null ? stack1 : "")
    + "\" target=\""
    + ((stack1 = alias2(alias1(depth0, "node", {"start":{"line":78,"column":43},"end":{"line":78,"column":47}} ), depth0)) != null ? stack1 : "")
    + "\" index=\""
    + ((stack1 = alias2(alias1(depth0, "index", {"start":{"line":78,"column":60},"end":{"line":78,"column":65}} ), depth0)) != null ? stack1 : "")
    + "\" devices=\""
    + ((stack1 = alias2(alias1(depth0, "devices", {"start":{"line":78,"column":80},"end":{"line":78,"column":87}} ), depth0)) != null ? stack1 : "")
    + "\"/>\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cib validate-with=\""
    + ((stack1 = container.lambda(container.strict(depth0, "schema", {"start":{"line":2,"column":22},"end":{"line":2,"column":28}} ), depth0)) != null ? stack1 : "")
    + "\" admin_epoch=\"0\" epoch=\"1\" num_updates=\"0\">\n  <configuration>\n    <crm_config>\n      <cluster_property_set id=\"cib-bootstrap-options\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"properties"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":6,"column":0},"end":{"line":8,"column":9}}})) != null ? stack1 : "")
    + "      </cluster_property_set>\n    </crm_config>\n    <nodes>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"nodes"),{"name":"each","hash":{},"fn":container.program(1, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":12,"column":0},"end":{"line":22,"column":9}}})) != null ? stack1 : "")
    + "    </nodes>\n    <resources>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"resources"),{"name":"each","hash":{},"fn":container.program(5, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":25,"column":0},"end":{"line":62,"column":9}}})) != null ? stack1 : "")
    + "    </resources>\n    <constraints>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"locations"),{"name":"each","hash":{},"fn":container.program(16, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":65,"column":0},"end":{"line":67,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"colocations"),{"name":"each","hash":{},"fn":container.program(17, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":68,"column":0},"end":{"line":70,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"orders"),{"name":"each","hash":{},"fn":container.program(18, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":71,"column":0},"end":{"line":73,"column":9}}})) != null ? stack1 : "")
    + "    </constraints>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"levels"),{"name":"if","hash":{},"fn":container.program(19, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":75,"column":0},"end":{"line":81,"column":7}}})) != null ? stack1 : "")
    + "    <rsc_defaults>\n      <meta_attributes id=\"rsc-options\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"resource-defaults"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":84,"column":0},"end":{"line":86,"column":9}}})) != null ? stack1 : "")
    + "      </meta_attributes>\n    </rsc_defaults>\n    <op_defaults>\n      <meta_attributes id=\"op-options\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"operation-defaults"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":91,"column":0},"end":{"line":93,"column":9}}})) != null ? stack1 : "")
    + "      </meta_attributes>\n    </op_defaults>\n  </configuration>\n  <status/>\n</cib>\n";
},"useData":true,"useDepths":true},
  "etc/ha-bootstrap/debconf-grub.seed": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Where Debian's grub packages install the boot loader, now and at every update: every disk of the boot mirror.\n# Read by: debconf-set-selections /etc/ha-bootstrap/debconf-grub.seed && dpkg-reconfigure -f noninteractive "
    + ((stack1 = container.lambda(container.strict(depth0, "package", {"start":{"line":2,"column":110},"end":{"line":2,"column":117}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":5,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha-bootstrap/disks/disk.parted.sh": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "parted -s \"$disk\" "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "#!/bin/sh\n# Partitions of "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":2,"column":18},"end":{"line":2,"column":22}} ), depth0)) != null ? stack1 : "")
    + ", "
    + ((stack1 = alias2(alias1(depth0, "device", {"start":{"line":2,"column":28},"end":{"line":2,"column":34}} ), depth0)) != null ? stack1 : "")
    + ", for a system whose sfdisk knows neither GPT nor this kind of script (before 2.26).\n# It writes onto an empty disk only.\nset -eu\ndisk="
    + ((stack1 = alias2(alias1(depth0, "device", {"start":{"line":5,"column":7},"end":{"line":5,"column":13}} ), depth0)) != null ? stack1 : "")
    + "\nif [ ! -b \"$disk\" ]; then\n\techo \"$disk is not there, or no disk\" >&2\n\texit 1\nfi\nif [ \"$(dd if=\"$disk\" bs=1024k count=1 2>/dev/null | tr -d '\\000' | wc -c)\" -ne 0 ]; then\n\techo \"$disk is not empty, nothing is done\" >&2\n\texit 1\nfi\nparted -s \"$disk\" mklabel "
    + ((stack1 = alias2(alias1(depth0, "label", {"start":{"line":14,"column":28},"end":{"line":14,"column":33}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"commands"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":15,"column":0},"end":{"line":17,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha-bootstrap/disks/disk.sfdisk": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "label-id: "
    + ((stack1 = container.lambda(container.strict(depth0, "labelId", {"start":{"line":5,"column":12},"end":{"line":5,"column":19}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":10,"column":2},"end":{"line":10,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Partitions of "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":1,"column":18},"end":{"line":1,"column":22}} ), depth0)) != null ? stack1 : "")
    + ", "
    + ((stack1 = alias2(alias1(depth0, "device", {"start":{"line":1,"column":28},"end":{"line":1,"column":34}} ), depth0)) != null ? stack1 : "")
    + ". To write them onto the empty disk:\n#   sfdisk --wipe never "
    + ((stack1 = alias2(alias1(depth0, "device", {"start":{"line":2,"column":26},"end":{"line":2,"column":32}} ), depth0)) != null ? stack1 : "")
    + " < "
    + ((stack1 = alias2(alias1(depth0, "path", {"start":{"line":2,"column":39},"end":{"line":2,"column":43}} ), depth0)) != null ? stack1 : "")
    + "\nlabel: "
    + ((stack1 = alias2(alias1(depth0, "label", {"start":{"line":3,"column":9},"end":{"line":3,"column":14}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"labelId"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":4,"column":0},"end":{"line":6,"column":7}}})) != null ? stack1 : "")
    + "unit: sectors\n\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"partitions"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":9,"column":0},"end":{"line":11,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha-bootstrap/fstab": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# These lines belong into /etc/fstab; the rest of that file is the administrator's. Put in, or brought up to date, with:\n#   sed -i '/^# ha-bootstrap begin$/,/^# ha-bootstrap end$/d' /etc/fstab\n#   sed -n '/^# ha-bootstrap begin$/,/^# ha-bootstrap end$/p' /etc/ha-bootstrap/fstab >> /etc/fstab\n# ha-bootstrap begin\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":7,"column":9}}})) != null ? stack1 : "")
    + "# ha-bootstrap end\n";
},"useData":true},
  "etc/ha-bootstrap/grub.default": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX "
    + ((stack1 = container.lambda(container.strict(depth0, "cmdline", {"start":{"line":3,"column":42},"end":{"line":3,"column":49}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"1":function(container,depth0,helpers,partials,data) {
    return "# os-prober opens the devices below DRBD and the disks of virtual machines.\nGRUB_DISABLE_OS_PROBER=true\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# This release reads no /etc/default/grub.d: these lines belong at the end of /etc/default/grub, then update-grub.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"cmdline"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":4,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"noProber"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":8,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha-bootstrap/lilo.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "boot = "
    + ((stack1 = container.lambda(container.strict(depth0, "boot", {"start":{"line":3,"column":9},"end":{"line":3,"column":13}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"extra"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":4,"column":0},"end":{"line":7,"column":7}}})) != null ? stack1 : "");
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "# lilo writes a boot sector onto every disk of the mirror, so that any of them can die.\nraid-extra-boot = \""
    + ((stack1 = container.lambda(container.strict(depth0, "extra", {"start":{"line":6,"column":21},"end":{"line":6,"column":26}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "append = \""
    + ((stack1 = container.lambda(container.strict(depth0, "cmdline", {"start":{"line":10,"column":12},"end":{"line":10,"column":19}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# These lines belong at the top of /etc/lilo.conf, in place of its own boot and append lines; then run lilo.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"disks"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":8,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"cmdline"),{"name":"if","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":9,"column":0},"end":{"line":11,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha-bootstrap/net/network.xml": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<network>\n  <name>"
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":2,"column":10},"end":{"line":2,"column":14}} ), depth0)) != null ? stack1 : "")
    + "</name>\n  <uuid>"
    + ((stack1 = alias2(alias1(depth0, "uuid", {"start":{"line":3,"column":10},"end":{"line":3,"column":14}} ), depth0)) != null ? stack1 : "")
    + "</uuid>\n  <forward mode=\"bridge\"/>\n  <bridge name=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"bridge"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":5,"column":16},"end":{"line":5,"column":30}}})) != null ? stack1 : "")
    + "\"/>\n</network>\n";
},"useData":true},
  "etc/ha-bootstrap/ssh-trust.sh": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "#!/bin/sh\n# Live migration goes from node to node over ssh as root (qemu+ssh://NODE/system), so root of every node must know the\n# others' host keys and be let in by them. Run it on every node when all are up; what is there already stays.\nset -eu\nme=$(uname -n)\nset -- "
    + ((stack1 = alias2(alias1(depth0, "nodes", {"start":{"line":6,"column":9},"end":{"line":6,"column":14}} ), depth0)) != null ? stack1 : "")
    + "\nhosts=/etc/ssh/ssh_known_hosts\nkey=/root/.ssh/id_"
    + ((stack1 = alias2(alias1(depth0, "type", {"start":{"line":8,"column":20},"end":{"line":8,"column":24}} ), depth0)) != null ? stack1 : "")
    + "\n[ -d /root/.ssh ] || mkdir -m 700 /root/.ssh\n[ -f \"$key\" ] || ssh-keygen -q -t "
    + ((stack1 = alias2(alias1(depth0, "type", {"start":{"line":10,"column":36},"end":{"line":10,"column":40}} ), depth0)) != null ? stack1 : "")
    + " -N '' -C \"root@$me\" -f \"$key\"\nfor peer; do\n\t[ \"$peer\" != \"$me\" ] || continue\n\tssh-keygen -F \"$peer\" -f \"$hosts\" >/dev/null 2>&1 || ssh-keyscan -t "
    + ((stack1 = alias2(alias1(depth0, "type", {"start":{"line":13,"column":71},"end":{"line":13,"column":75}} ), depth0)) != null ? stack1 : "")
    + " \"$peer\" 2>/dev/null >>\"$hosts\"\n\tif ! ssh-keygen -F \"$peer\" -f \"$hosts\" >/dev/null 2>&1; then\n\t\techo \"$peer does not answer; run this again when it is up\" >&2\n\t\texit 1\n\tfi\ndone\necho \"Compare with what ssh-keygen -lf /etc/ssh/ssh_host_"
    + ((stack1 = alias2(alias1(depth0, "type", {"start":{"line":19,"column":59},"end":{"line":19,"column":63}} ), depth0)) != null ? stack1 : "")
    + "_key.pub prints on each node:\"\nssh-keygen -lf \"$hosts\"\necho \"Then let root of this node in on the others:\"\nfor peer; do\n\t[ \"$peer\" != \"$me\" ] || continue\n\techo \"  ssh-copy-id -i $key.pub root@$peer\"\ndone\n";
},"useData":true},
  "etc/ha-bootstrap/vm/domain.xml": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "  <title>"
    + ((stack1 = lookupProperty(helpers,"xml").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"title"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":5,"column":9},"end":{"line":5,"column":22}}})) != null ? stack1 : "")
    + "</title>\n";
},"1":function(container,depth0,helpers,partials,data) {
    return "  <os firmware=\"efi\">\n";
},"2":function(container,depth0,helpers,partials,data) {
    return "  <os>\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"firmwareFeatures"),{"name":"if","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":17,"column":0},"end":{"line":22,"column":7}}})) != null ? stack1 : "");
},"4":function(container,depth0,helpers,partials,data) {
    return "    <firmware>\n      <feature enabled=\"no\" name=\"enrolled-keys\"/>\n      <feature enabled=\"no\" name=\"secure-boot\"/>\n    </firmware>\n";
},"5":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    <loader readonly=\"yes\" type=\"pflash\">"
    + ((stack1 = container.lambda(container.strict(depth0, "loader", {"start":{"line":25,"column":43},"end":{"line":25,"column":49}} ), depth0)) != null ? stack1 : "")
    + "</loader>\n";
},"6":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    <boot dev=\""
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\"/>\n";
},"7":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "  \u003C!-- CPU: "
    + ((stack1 = lookupProperty(helpers,"xml").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"cpuBecause"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":36,"column":12},"end":{"line":36,"column":30}}})) != null ? stack1 : "")
    + " -->\n  <cpu mode=\"host-passthrough\"/>\n";
},"8":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), alias2=container.strict, alias3=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "  \u003C!-- CPU: "
    + ((stack1 = lookupProperty(helpers,"xml").call(alias1,lookupProperty(depth0,"cpuBecause"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":40,"column":12},"end":{"line":40,"column":30}}})) != null ? stack1 : "")
    + " -->\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"cpuCheck"),{"name":"if","hash":{},"fn":container.program(9, data, 0),"inverse":container.program(10, data, 0),"data":data,"loc":{"start":{"line":41,"column":0},"end":{"line":45,"column":7}}})) != null ? stack1 : "")
    + "    <model fallback=\""
    + ((stack1 = alias3(alias2(depth0, "cpuFallback", {"start":{"line":46,"column":23},"end":{"line":46,"column":34}} ), depth0)) != null ? stack1 : "")
    + "\">"
    + ((stack1 = alias3(alias2(depth0, "cpuModel", {"start":{"line":46,"column":40},"end":{"line":46,"column":48}} ), depth0)) != null ? stack1 : "")
    + "</model>\n  </cpu>\n";
},"9":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "  <cpu mode=\"custom\" match=\"exact\" check=\""
    + ((stack1 = container.lambda(container.strict(depth0, "cpuCheck", {"start":{"line":42,"column":44},"end":{"line":42,"column":52}} ), depth0)) != null ? stack1 : "")
    + "\">\n";
},"10":function(container,depth0,helpers,partials,data) {
    return "  <cpu match=\"exact\">\n";
},"11":function(container,depth0,helpers,partials,data) {
    return "    <timer name=\"rtc\" tickpolicy=\"catchup\"/>\n    <timer name=\"pit\" tickpolicy=\"delay\"/>\n    <timer name=\"hpet\" present=\"no\"/>\n";
},"12":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    <disk type=\""
    + ((stack1 = alias2(alias1(depth0, "type", {"start":{"line":61,"column":18},"end":{"line":61,"column":22}} ), depth0)) != null ? stack1 : "")
    + "\" device=\""
    + ((stack1 = alias2(alias1(depth0, "device", {"start":{"line":61,"column":36},"end":{"line":61,"column":42}} ), depth0)) != null ? stack1 : "")
    + "\">\n      <driver name=\"qemu\" type=\""
    + ((stack1 = alias2(alias1(depth0, "format", {"start":{"line":62,"column":34},"end":{"line":62,"column":40}} ), depth0)) != null ? stack1 : "")
    + "\""
    + ((stack1 = alias2(alias1(depth0, "attributes", {"start":{"line":62,"column":45},"end":{"line":62,"column":55}} ), depth0)) != null ? stack1 : "")
    + "/>\n      <source "
    + ((stack1 = alias2(alias1(depth0, "sourceKey", {"start":{"line":63,"column":16},"end":{"line":63,"column":25}} ), depth0)) != null ? stack1 : "")
    + "=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(alias3,lookupProperty(depth0,"source"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":63,"column":29},"end":{"line":63,"column":43}}})) != null ? stack1 : "")
    + "\"/>\n      <target dev=\""
    + ((stack1 = alias2(alias1(depth0, "target", {"start":{"line":64,"column":21},"end":{"line":64,"column":27}} ), depth0)) != null ? stack1 : "")
    + "\" bus=\""
    + ((stack1 = alias2(alias1(depth0, "bus", {"start":{"line":64,"column":38},"end":{"line":64,"column":41}} ), depth0)) != null ? stack1 : "")
    + "\"/>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"readonly"),{"name":"if","hash":{},"fn":container.program(13, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":65,"column":0},"end":{"line":67,"column":7}}})) != null ? stack1 : "")
    + "    </disk>\n";
},"13":function(container,depth0,helpers,partials,data) {
    return "      <readonly/>\n";
},"14":function(container,depth0,helpers,partials,data) {
    return "    <controller type=\"scsi\" index=\"0\" model=\"virtio-scsi\"/>\n";
},"15":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "    <interface type=\""
    + ((stack1 = alias2(alias1(depth0, "kind", {"start":{"line":74,"column":23},"end":{"line":74,"column":27}} ), depth0)) != null ? stack1 : "")
    + "\">\n      <mac address=\""
    + ((stack1 = alias2(alias1(depth0, "mac", {"start":{"line":75,"column":22},"end":{"line":75,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\"/>\n      <source "
    + ((stack1 = alias2(alias1(depth0, "kind", {"start":{"line":76,"column":16},"end":{"line":76,"column":20}} ), depth0)) != null ? stack1 : "")
    + "=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(alias3,lookupProperty(depth0,"source"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":76,"column":24},"end":{"line":76,"column":38}}})) != null ? stack1 : "")
    + "\"/>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"vlan"),{"name":"if","hash":{},"fn":container.program(16, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":77,"column":0},"end":{"line":81,"column":7}}})) != null ? stack1 : "")
    + "      <model type=\""
    + ((stack1 = alias2(alias1(depth0, "model", {"start":{"line":82,"column":21},"end":{"line":82,"column":26}} ), depth0)) != null ? stack1 : "")
    + "\"/>\n    </interface>\n";
},"16":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "      <vlan>\n        <tag id=\""
    + ((stack1 = container.lambda(container.strict(depth0, "vlan", {"start":{"line":79,"column":19},"end":{"line":79,"column":23}} ), depth0)) != null ? stack1 : "")
    + "\"/>\n      </vlan>\n";
},"17":function(container,depth0,helpers,partials,data) {
    return "    <serial type=\"pty\">\n      <target port=\"0\"/>\n    </serial>\n    <console type=\"pty\">\n      <target type=\"serial\" port=\"0\"/>\n    </console>\n";
},"18":function(container,depth0,helpers,partials,data) {
    return "    <channel type=\"unix\">\n      <target type=\"virtio\" name=\"org.qemu.guest_agent.0\"/>\n    </channel>\n";
},"19":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    \u003C!-- On the node itself only; reach it through ssh (virt-viewer with qemu+ssh does). -->\n    <graphics type=\""
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\" autoport=\"yes\" listen=\"127.0.0.1\"/>\n";
},"20":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "    <video>\n      <model type=\""
    + ((stack1 = container.lambda(container.strict(depth0, "video", {"start":{"line":104,"column":21},"end":{"line":104,"column":26}} ), depth0)) != null ? stack1 : "")
    + "\"/>\n    </video>\n";
},"21":function(container,depth0,helpers,partials,data) {
    return "    <rng model=\"virtio\">\n      <backend model=\"random\">/dev/urandom</backend>\n    </rng>\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<domain type=\""
    + ((stack1 = alias2(alias1(depth0, "domainType", {"start":{"line":1,"column":16},"end":{"line":1,"column":26}} ), depth0)) != null ? stack1 : "")
    + "\">\n  <name>"
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":2,"column":10},"end":{"line":2,"column":14}} ), depth0)) != null ? stack1 : "")
    + "</name>\n  <uuid>"
    + ((stack1 = alias2(alias1(depth0, "uuid", {"start":{"line":3,"column":10},"end":{"line":3,"column":14}} ), depth0)) != null ? stack1 : "")
    + "</uuid>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"title"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":4,"column":0},"end":{"line":6,"column":7}}})) != null ? stack1 : "")
    + "  <memory unit=\"KiB\">"
    + ((stack1 = alias2(alias1(depth0, "memory", {"start":{"line":7,"column":23},"end":{"line":7,"column":29}} ), depth0)) != null ? stack1 : "")
    + "</memory>\n  <currentMemory unit=\"KiB\">"
    + ((stack1 = alias2(alias1(depth0, "memory", {"start":{"line":8,"column":30},"end":{"line":8,"column":36}} ), depth0)) != null ? stack1 : "")
    + "</currentMemory>\n  <vcpu placement=\"static\">"
    + ((stack1 = alias2(alias1(depth0, "cpus", {"start":{"line":9,"column":29},"end":{"line":9,"column":33}} ), depth0)) != null ? stack1 : "")
    + "</vcpu>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"autoUefi"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.program(2, data, 0),"data":data,"loc":{"start":{"line":10,"column":0},"end":{"line":14,"column":7}}})) != null ? stack1 : "")
    + "    <type arch=\"x86_64\" machine=\""
    + ((stack1 = alias2(alias1(depth0, "machine", {"start":{"line":15,"column":35},"end":{"line":15,"column":42}} ), depth0)) != null ? stack1 : "")
    + "\">hvm</type>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"autoUefi"),{"name":"if","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":16,"column":0},"end":{"line":23,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"loader"),{"name":"if","hash":{},"fn":container.program(5, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":24,"column":0},"end":{"line":26,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"boot"),{"name":"each","hash":{},"fn":container.program(6, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":27,"column":0},"end":{"line":29,"column":9}}})) != null ? stack1 : "")
    + "  </os>\n  <features>\n    <acpi/>\n    <apic/>\n  </features>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"cpuPassthrough"),{"name":"if","hash":{},"fn":container.program(7, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":35,"column":0},"end":{"line":38,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"cpuModel"),{"name":"if","hash":{},"fn":container.program(8, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":39,"column":0},"end":{"line":48,"column":7}}})) != null ? stack1 : "")
    + "  <clock offset=\"utc\">\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"timers"),{"name":"if","hash":{},"fn":container.program(11, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":50,"column":0},"end":{"line":54,"column":7}}})) != null ? stack1 : "")
    + "  </clock>\n  <on_poweroff>destroy</on_poweroff>\n  <on_reboot>restart</on_reboot>\n  <on_crash>destroy</on_crash>\n  <devices>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"disks"),{"name":"each","hash":{},"fn":container.program(12, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":60,"column":0},"end":{"line":69,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"scsi"),{"name":"if","hash":{},"fn":container.program(14, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":70,"column":0},"end":{"line":72,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"nics"),{"name":"each","hash":{},"fn":container.program(15, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":73,"column":0},"end":{"line":84,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"serial"),{"name":"if","hash":{},"fn":container.program(17, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":85,"column":0},"end":{"line":92,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"agent"),{"name":"if","hash":{},"fn":container.program(18, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":93,"column":0},"end":{"line":97,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"graphics"),{"name":"each","hash":{},"fn":container.program(19, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":98,"column":0},"end":{"line":101,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"video"),{"name":"if","hash":{},"fn":container.program(20, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":102,"column":0},"end":{"line":106,"column":7}}})) != null ? stack1 : "")
    + "    <memballoon model=\"virtio\"/>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"rng"),{"name":"if","hash":{},"fn":container.program(21, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":108,"column":0},"end":{"line":112,"column":7}}})) != null ? stack1 : "")
    + "  </devices>\n</domain>\n";
},"useData":true},
  "etc/ha.d/authkeys": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "auth "
    + ((stack1 = alias2(alias1(depth0, "index", {"start":{"line":1,"column":7},"end":{"line":1,"column":12}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = alias2(alias1(depth0, "index", {"start":{"line":2,"column":2},"end":{"line":2,"column":7}} ), depth0)) != null ? stack1 : "")
    + " "
    + ((stack1 = alias2(alias1(depth0, "method", {"start":{"line":2,"column":12},"end":{"line":2,"column":18}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/ha.d/ha.cf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# "
    + ((stack1 = container.lambda(container.strict(depth0, "title", {"start":{"line":2,"column":4},"end":{"line":2,"column":9}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":5,"column":9}}})) != null ? stack1 : "");
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":4,"column":2},"end":{"line":4,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"groups"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":6,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha.d/haresources": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":2,"column":2},"end":{"line":2,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ha.d/resource.d/libvirt-guest": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "#!/bin/sh\n# A virtual machine as a resource of heartbeat: libvirt-guest::NAME::PATH-OF-ITS-XML::SECONDS-TO-STOP in haresources.\n# The machine is transient: libvirt forgets it when it stops, so only the cluster can start it.\nname=$1\nxml=$2\nlimit=$3\naction=$4\nexport LC_ALL=C\n\nvirsh() {\n  command virsh --connect qemu:///system \"$@\"\n}\n\n# running, or stopped, or unknown while libvirt does not answer\nstate() {\n  if answer=$(virsh domstate \"$name\" 2>&1); then\n    case $answer in\n      'shut off'* | crashed*) echo stopped ;;\n      *) echo running ;;\n    esac\n  else\n    case $answer in\n      *'failed to get domain'* | *'Domain not found'*) echo stopped ;;\n      *) echo unknown ;;\n    esac\n  fi\n}\n\ncase $action in\n  start)\n    [ \"$(state)\" = running ] && exit 0\n    virsh create \"$xml\"\n    ;;\n  stop)\n    waited=0\n    while [ \"$(state)\" != stopped ]; do\n      if [ \"$waited\" -ge \"$limit\" ]; then\n        echo \"$name did not shut down within $limit seconds, switching it off\" >&2\n        virsh destroy \"$name\"\n        sleep 1\n        [ \"$(state)\" = stopped ]\n        exit\n      fi\n      # A guest that was still booting has not heard the first request.\n      [ $((waited % 30)) -eq 0 ] && virsh shutdown \"$name\" >/dev/null 2>&1\n      sleep 1\n      waited=$((waited + 1))\n    done\n    ;;\n  status | monitor)\n    case $(state) in\n      running)\n        echo \"running\"\n        ;;\n      stopped)\n        echo \"stopped\"\n        exit 3\n        ;;\n      *)\n        exit 4\n        ;;\n    esac\n    ;;\n  *)\n    echo \"usage: $0 NAME XML SECONDS start|stop|status\" >&2\n    exit 2\n    ;;\nesac\n";
},"useData":true},
  "etc/ha.d/resource.d/rc-script": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "#!/bin/sh\n# "
    + ((stack1 = alias2(alias1(depth0, "script", {"start":{"line":2,"column":4},"end":{"line":2,"column":10}} ), depth0)) != null ? stack1 : "")
    + " as a resource of heartbeat, which looks here first and may know no other place than its own init scripts'.\nexec /bin/sh /etc/rc.d/"
    + ((stack1 = alias2(alias1(depth0, "script", {"start":{"line":3,"column":25},"end":{"line":3,"column":31}} ), depth0)) != null ? stack1 : "")
    + " \"$@\"\n";
},"useData":true},
  "etc/ha.d/resource.d/systemd-unit": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "#!/bin/sh\n# A unit of systemd as a resource of heartbeat: systemd-unit::UNIT in haresources. The unit itself stays disabled.\nunit=$1\ncase $unit in\n  '' | *[!A-Za-z0-9_.@:-]*)\n    echo \"usage: $0 UNIT start|stop|status\" >&2\n    exit 2\n    ;;\nesac\ncase $2 in\n  start)\n    systemctl start \"$unit\"\n    ;;\n  stop)\n    systemctl stop \"$unit\"\n    ;;\n  status | monitor)\n    # heartbeat looks for the word \"running\", init scripts' users for the exit code.\n    if systemctl is-active --quiet \"$unit\"; then\n      echo \"running\"\n    else\n      echo \"stopped\"\n      exit 3\n    fi\n    ;;\n  *)\n    echo \"usage: $0 UNIT start|stop|status\" >&2\n    exit 2\n    ;;\nesac\n";
},"useData":true},
  "etc/hostname": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":1,"column":2},"end":{"line":1,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/hosts": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return ((stack1 = alias2(alias1(depth0, "address", {"start":{"line":3,"column":2},"end":{"line":3,"column":9}} ), depth0)) != null ? stack1 : "")
    + " "
    + ((stack1 = alias2(alias1(depth0, "names", {"start":{"line":3,"column":14},"end":{"line":3,"column":19}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "127.0.0.1 localhost\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"hosts"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":4,"column":9}}})) != null ? stack1 : "")
    + "\n::1 localhost ip6-localhost ip6-loopback\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n";
},"useData":true},
  "etc/httpd/extra/ha-bootstrap.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "<Directory \""
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\">\n    <IfModule mod_authz_core.c>\n        Require all granted\n    </IfModule>\n    <IfModule !mod_authz_core.c>\n        Order allow,deny\n        Allow from all\n    </IfModule>\n</Directory>\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "ScriptAlias /cgi-bin/ \""
    + ((stack1 = container.lambda(container.strict(depth0, "cgiBin", {"start":{"line":15,"column":25},"end":{"line":15,"column":31}} ), depth0)) != null ? stack1 : "")
    + "/\"\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "ErrorLog \""
    + ((stack1 = alias2(alias1(depth0, "logs", {"start":{"line":18,"column":12},"end":{"line":18,"column":16}} ), depth0)) != null ? stack1 : "")
    + "/error_log\"\nCustomLog \""
    + ((stack1 = alias2(alias1(depth0, "logs", {"start":{"line":19,"column":13},"end":{"line":19,"column":17}} ), depth0)) != null ? stack1 : "")
    + "/access_log\" common\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Content of "
    + ((stack1 = alias2(alias1(depth0, "service", {"start":{"line":1,"column":15},"end":{"line":1,"column":22}} ), depth0)) != null ? stack1 : "")
    + " on the file system that moves with it. "
    + ((stack1 = alias2(alias1(depth0, "include", {"start":{"line":1,"column":66},"end":{"line":1,"column":73}} ), depth0)) != null ? stack1 : "")
    + "\nDocumentRoot \""
    + ((stack1 = alias2(alias1(depth0, "documentRoot", {"start":{"line":2,"column":16},"end":{"line":2,"column":28}} ), depth0)) != null ? stack1 : "")
    + "\"\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"directories"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":13,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"cgiBin"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":14,"column":0},"end":{"line":16,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"logs"),{"name":"if","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":17,"column":0},"end":{"line":20,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/libvirt/libvirtd.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Plain TCP without a password: everyone on the network "
    + ((stack1 = container.lambda(container.strict(depth0, "network", {"start":{"line":3,"column":58},"end":{"line":3,"column":65}} ), depth0)) != null ? stack1 : "")
    + " is root here. It is for an isolated link only.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"listens"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":4,"column":0},"end":{"line":8,"column":7}}})) != null ? stack1 : "")
    + "auth_tcp = \"none\"\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "listen_tls = 0\nlisten_tcp = 1\nlisten_addr = \""
    + ((stack1 = container.lambda(container.strict(depth0, "address", {"start":{"line":7,"column":17},"end":{"line":7,"column":24}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Both sides show certificates: /etc/pki/CA/cacert.pem, /etc/pki/libvirt/servercert.pem and clientcert.pem with their keys.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"listens"),{"name":"if","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":12,"column":0},"end":{"line":15,"column":7}}})) != null ? stack1 : "")
    + "auth_tls = \"none\"\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"names"),{"name":"if","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":17,"column":0},"end":{"line":19,"column":7}}})) != null ? stack1 : "");
},"3":function(container,depth0,helpers,partials,data) {
    return "listen_tls = 1\nlisten_tcp = 0\n";
},"4":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "tls_allowed_dn_list = ["
    + ((stack1 = container.lambda(container.strict(depth0, "names", {"start":{"line":18,"column":25},"end":{"line":18,"column":30}} ), depth0)) != null ? stack1 : "")
    + "]\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# What is not said here is as libvirt has it by default.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"tcp"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.program(2, data, 0),"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":20,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/libvirt/qemu.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "# Migrations come in on the network "
    + ((stack1 = alias2(alias1(depth0, "network", {"start":{"line":3,"column":38},"end":{"line":3,"column":45}} ), depth0)) != null ? stack1 : "")
    + " ...\nmigration_address = \""
    + ((stack1 = alias2(alias1(depth0, "address", {"start":{"line":4,"column":23},"end":{"line":4,"column":30}} ), depth0)) != null ? stack1 : "")
    + "\"\n# ... and this is the address that the other nodes send them to.\nmigration_host = \""
    + ((stack1 = alias2(alias1(depth0, "address", {"start":{"line":6,"column":20},"end":{"line":6,"column":27}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# What is not said here is as libvirt has it by default.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"address"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":7,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/logd.cf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":2,"column":2},"end":{"line":2,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/lvm/lvm.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "devices {\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"carriers"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":4,"column":0},"end":{"line":7,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"guests"),{"name":"if","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":8,"column":0},"end":{"line":11,"column":7}}})) != null ? stack1 : "")
    + "\t# After a change update the initramfs (update-initramfs -u).\n\tfilter = [ "
    + ((stack1 = container.lambda(container.strict(depth0, "patterns", {"start":{"line":13,"column":14},"end":{"line":13,"column":22}} ), depth0)) != null ? stack1 : "")
    + " ]\n\t# What the old filter let through must not be remembered.\n\twrite_cache_state = 0\n}\n";
},"1":function(container,depth0,helpers,partials,data) {
    return "\t# A PV on DRBD is also found on the device below it. LVM must see it on /dev/drbdN only: otherwise vgcreate refuses\n\t# it as a duplicate, and a group that is activated on the lower device bypasses the replication.\n";
},"2":function(container,depth0,helpers,partials,data) {
    return "\t# DRBD devices are disks of virtual machines here. A PV that a guest made on its whole disk is none of ours: the\n\t# host would activate its group, and DRBD could not let go of the device.\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# LVM before 2.02.117 reads no other file; what is not said here is as LVM has it by default.\n"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"filter"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":17,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/lvm/lvmlocal.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "devices {\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"carriers"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":6,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"guests"),{"name":"if","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":7,"column":0},"end":{"line":10,"column":7}}})) != null ? stack1 : "")
    + "\t# After a change: lvmconfig --validate, then update the initramfs (update-initramfs -u).\n\tglobal_filter = [\n\t\t"
    + ((stack1 = container.lambda(container.strict(depth0, "patterns", {"start":{"line":13,"column":4},"end":{"line":13,"column":12}} ), depth0)) != null ? stack1 : "")
    + "\n\t]\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"devicesFile"),{"name":"if","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":15,"column":0},"end":{"line":19,"column":7}}})) != null ? stack1 : "")
    + "}\n";
},"1":function(container,depth0,helpers,partials,data) {
    return "\t# A PV on DRBD is also found on the device below it. LVM must see it on /dev/drbdN only: otherwise vgcreate refuses\n\t# it as a duplicate, and a group that is activated on the lower device bypasses the replication.\n";
},"2":function(container,depth0,helpers,partials,data) {
    return "\t# DRBD devices are disks of virtual machines here. A PV that a guest made on its whole disk is none of ours: the\n\t# host would activate its group, and DRBD could not let go of the device.\n";
},"3":function(container,depth0,helpers,partials,data) {
    return "\n\t# A devices file would decide instead of nothing being rejected here, and could list the lower devices.\n\tuse_devicesfile = 0\n";
},"4":function(container,depth0,helpers,partials,data) {
    return "global {\n\t# LVM-activate with vg_access_mode=system_id moves groups between nodes by this ID, the node's name.\n\tsystem_id_source = \"uname\"\n}\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"filter"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":21,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"systemId"),{"name":"if","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":22,"column":0},"end":{"line":27,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/mdadm/mdadm.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# "
    + ((stack1 = container.lambda(container.strict(depth0, "comment", {"start":{"line":9,"column":4},"end":{"line":9,"column":11}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"line"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":10,"column":0},"end":{"line":12,"column":7}}})) != null ? stack1 : "");
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":11,"column":2},"end":{"line":11,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# After a change: update-initramfs -u (Debian). Arrays of the installation that are not in cluster.yaml keep their lines\n# here: `mdadm --detail --scan` prints them.\nDEVICE partitions containers\nCREATE owner=root group=disk mode=0660\nMAILADDR "
    + ((stack1 = container.lambda(container.strict(depth0, "mail", {"start":{"line":5,"column":11},"end":{"line":5,"column":15}} ), depth0)) != null ? stack1 : "")
    + "\n\n# The UUIDs are given to mdadm --create, so they are known before the arrays are there.\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"arrays"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":8,"column":0},"end":{"line":13,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/modprobe.d/ha-bootstrap.conf": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "# The bonds of this node are made by name; the module makes none by itself.\noptions bonding max_bonds=0\n";
},"useData":true},
  "etc/modules-load.d/ha-bootstrap.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"modules"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/multipath/conf.d/ha-bootstrap.conf": {"0":function(container,depth0,helpers,partials,data) {
    return "# Whatever is seen by two paths is joined, without `multipath -a` for each disk.\ndefaults {\n\tfind_multipaths yes\n}\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Disks below DRBD: multipathd would hold them, and DRBD could not open them.\nblacklist {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"blacklist"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":10,"column":0},"end":{"line":12,"column":9}}})) != null ? stack1 : "")
    + "}\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "\twwid \""
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\"\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# The paths to one disk, joined under the name it has in cluster.yaml: /dev/mapper/NAME.\nmultipaths {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"aliases"),{"name":"each","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":18,"column":0},"end":{"line":23,"column":9}}})) != null ? stack1 : "")
    + "}\n";
},"4":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "\tmultipath {\n\t\twwid \""
    + ((stack1 = alias2(alias1(depth0, "wwid", {"start":{"line":20,"column":10},"end":{"line":20,"column":14}} ), depth0)) != null ? stack1 : "")
    + "\"\n\t\talias "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":21,"column":10},"end":{"line":21,"column":14}} ), depth0)) != null ? stack1 : "")
    + "\n\t}\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"findByPaths"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":6,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"blacklist"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":7,"column":0},"end":{"line":14,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"aliases"),{"name":"if","hash":{},"fn":container.program(3, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":15,"column":0},"end":{"line":25,"column":7}}})) != null ? stack1 : "");
},"useData":true},
  "etc/network/interfaces": {"0":function(container,depth0,helpers,partials,data) {
    return "\nsource /etc/network/interfaces.d/*\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),depth0,{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":10,"column":0},"end":{"line":12,"column":9}}})) != null ? stack1 : "");
},"2":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"sources"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":4,"column":7}}})) != null ? stack1 : "")
    + "\nauto lo\niface lo inet loopback\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"stanzas"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":8,"column":0},"end":{"line":13,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/ntp.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"sources"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "")
    + "\ndriftfile "
    + ((stack1 = container.lambda(container.strict(depth0, "driftfile", {"start":{"line":5,"column":12},"end":{"line":5,"column":21}} ), depth0)) != null ? stack1 : "")
    + "\n\n# Others may ask for the time, not change or query anything.\nrestrict default kod nomodify notrap nopeer noquery\nrestrict -6 default kod nomodify notrap nopeer noquery\nrestrict 127.0.0.1\nrestrict ::1\n";
},"useData":true},
  "etc/nut/nut.conf": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "# Fencing calls upsc and upscmd, which need no configuration; upsmon and upsd are not to run here.\nMODE=none\n";
},"useData":true},
  "etc/pve/cluster.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":4,"column":2},"end":{"line":4,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<?xml version=\"1.0\"?>\n<cluster name=\""
    + ((stack1 = lookupProperty(helpers,"xml").call(alias1,lookupProperty(depth0,"name"),{"name":"xml","hash":{},"data":data,"loc":{"start":{"line":2,"column":15},"end":{"line":2,"column":27}}})) != null ? stack1 : "")
    + "\" config_version=\""
    + ((stack1 = container.lambda(container.strict(depth0, "configVersion", {"start":{"line":2,"column":47},"end":{"line":2,"column":60}} ), depth0)) != null ? stack1 : "")
    + "\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":5,"column":9}}})) != null ? stack1 : "")
    + "</cluster>\n";
},"useData":true},
  "etc/rc.d/rc.corosync": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "#!/bin/sh\n# Start, stop and ask for corosync.\npidfile=/var/run/corosync.pid\n\nrunning() {\n  [ -r \"$pidfile\" ] && kill -0 \"$(cat \"$pidfile\")\" 2>/dev/null\n}\n\nstart() {\n  running && return 0\n  mkdir -p "
    + ((stack1 = container.lambda(container.strict(depth0, "logDirectory", {"start":{"line":11,"column":13},"end":{"line":11,"column":25}} ), depth0)) != null ? stack1 : "")
    + " /var/lib/corosync\n  echo \"Starting corosync\"\n  corosync || return 1\n  # It is ready when it answers; pacemaker must not come before.\n  tries=0\n  until corosync-cfgtool -s >/dev/null 2>&1; do\n    tries=$((tries + 1))\n    [ \"$tries\" -ge 30 ] && echo \"corosync does not answer\" >&2 && return 1\n    sleep 1\n  done\n}\n\nstop() {\n  running || return 0\n  echo \"Stopping corosync\"\n  pid=$(cat \"$pidfile\")\n  kill -TERM \"$pid\"\n  while kill -0 \"$pid\" 2>/dev/null; do\n    sleep 1\n  done\n}\n\ncase $1 in\n  start) start ;;\n  stop) stop ;;\n  restart) stop && start ;;\n  status)\n    if running; then\n      echo \"corosync is running\"\n    else\n      echo \"corosync is stopped\"\n      exit 3\n    fi\n    ;;\n  *)\n    echo \"usage: $0 start|stop|restart|status\" >&2\n    exit 2\n    ;;\nesac\n";
},"useData":true},
  "etc/rc.d/rc.ha": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "  [ -x "
    + ((stack1 = alias2(alias1(depth0, "script", {"start":{"line":7,"column":9},"end":{"line":7,"column":15}} ), depth0)) != null ? stack1 : "")
    + " ] || { echo \""
    + ((stack1 = alias2(alias1(depth0, "script", {"start":{"line":7,"column":33},"end":{"line":7,"column":39}} ), depth0)) != null ? stack1 : "")
    + " is missing or not executable\" >&2; return 1; }\n  "
    + ((stack1 = alias2(alias1(depth0, "script", {"start":{"line":8,"column":4},"end":{"line":8,"column":10}} ), depth0)) != null ? stack1 : "")
    + " start || return 1\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "  [ ! -x "
    + ((stack1 = alias2(alias1(depth0, "script", {"start":{"line":15,"column":11},"end":{"line":15,"column":17}} ), depth0)) != null ? stack1 : "")
    + " ] || "
    + ((stack1 = alias2(alias1(depth0, "script", {"start":{"line":15,"column":27},"end":{"line":15,"column":33}} ), depth0)) != null ? stack1 : "")
    + " stop || return 1\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "#!/bin/sh\n# The cluster's daemons in their order. /etc/rc.d/rc.local calls \"rc.ha start\", rc.local_shutdown \"rc.ha stop\".\n\nstart_all() {\n  [ ! -x /etc/rc.d/rc.ha-prepare ] || /etc/rc.d/rc.ha-prepare\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"start"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":6,"column":0},"end":{"line":9,"column":9}}})) != null ? stack1 : "")
    + "  :\n}\n\nstop_all() {\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"stop"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":14,"column":0},"end":{"line":16,"column":9}}})) != null ? stack1 : "")
    + "  :\n}\n\ncase $1 in\n  start) start_all ;;\n  stop) stop_all ;;\n  *)\n    echo \"usage: $0 start|stop\" >&2\n    exit 2\n    ;;\nesac\n";
},"useData":true},
  "etc/rc.d/rc.ha-prepare": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "/sbin/modprobe "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.lambda;

  return "[ ! -x /etc/rc.d/"
    + ((stack1 = alias1(depth0, depth0)) != null ? stack1 : "")
    + " ] || /etc/rc.d/"
    + ((stack1 = alias1(depth0, depth0)) != null ? stack1 : "")
    + " start\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "#!/bin/sh\n# What must be there before the cluster's daemons and what rc.inet1 cannot do. rc.ha calls this file first; where there is\n# no rc.ha, /etc/rc.d/rc.local calls it. Harmless when called again.\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"network"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":4,"column":0},"end":{"line":6,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"modules"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":7,"column":0},"end":{"line":9,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"start"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":10,"column":0},"end":{"line":12,"column":9}}})) != null ? stack1 : "")
    + ":\n";
},"useData":true},
  "etc/rc.d/rc.heartbeat": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "#!/bin/sh\n# Slackware's place for what the heartbeat package installs as an init script: here or there, as it was configured.\nfor script in /etc/rc.d/init.d/heartbeat /etc/rc.d/heartbeat; do\n  [ -x \"$script\" ] && exec \"$script\" \"$@\"\ndone\necho \"$0: heartbeat's own init script is missing or not executable\" >&2\nexit 5\n";
},"useData":true},
  "etc/rc.d/rc.inet1.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),depth0,{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":5,"column":9}}})) != null ? stack1 : "");
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "GATEWAY6=\""
    + ((stack1 = container.lambda(container.strict(depth0, "gateway6", {"start":{"line":10,"column":12},"end":{"line":10,"column":20}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), alias2=container.strict, alias3=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"blocks"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":6,"column":9}}})) != null ? stack1 : "")
    + "\nGATEWAY=\""
    + ((stack1 = alias3(alias2(depth0, "gateway", {"start":{"line":8,"column":11},"end":{"line":8,"column":18}} ), depth0)) != null ? stack1 : "")
    + "\"\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"gateway6"),{"name":"if","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":9,"column":0},"end":{"line":11,"column":7}}})) != null ? stack1 : "")
    + "\nDEBUG_ETH_UP=\"no\"\n\n# rc.inet1 looks at the indexes below this number only; its default is 6.\nMAXNICS=\""
    + ((stack1 = alias3(alias2(depth0, "count", {"start":{"line":16,"column":11},"end":{"line":16,"column":16}} ), depth0)) != null ? stack1 : "")
    + "\"\n";
},"useData":true},
  "etc/rc.d/rc.modules.local": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "/sbin/modprobe "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "#!/bin/sh\n# Modules of this node, loaded before the network; Slackware runs this file at boot when it is executable.\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"modules"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":5,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/rc.d/rc.pacemaker": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "#!/bin/sh\n# Start, stop and ask for pacemaker; corosync must run before it and longer than it.\n\nrunning() {\n  pidof pacemakerd >/dev/null 2>&1\n}\n\nstart() {\n  running && return 0\n  echo \"Starting pacemaker\"\n  pacemakerd >/dev/null 2>&1 &\n}\n\n# Stopping moves every resource away. A pacemaker that is killed meanwhile gets this node fenced, so nothing is killed.\nstop() {\n  running || return 0\n  echo \"Stopping pacemaker, its resources stop or move first\"\n  pid=$(pidof pacemakerd)\n  # More than one process would be more than one word here.\n  # shellcheck disable=SC2086\n  kill -TERM $pid\n  waited=0\n  while running; do\n    if [ \"$waited\" -ge "
    + ((stack1 = alias2(alias1(depth0, "stopSeconds", {"start":{"line":24,"column":25},"end":{"line":24,"column":36}} ), depth0)) != null ? stack1 : "")
    + " ]; then\n      echo \"pacemaker still stops resources after "
    + ((stack1 = alias2(alias1(depth0, "stopSeconds", {"start":{"line":25,"column":52},"end":{"line":25,"column":63}} ), depth0)) != null ? stack1 : "")
    + " seconds\" >&2\n      return 1\n    fi\n    sleep 1\n    waited=$((waited + 1))\n  done\n}\n\ncase $1 in\n  start) start ;;\n  stop) stop ;;\n  restart) stop && start ;;\n  status)\n    if running; then\n      echo \"pacemaker is running\"\n    else\n      echo \"pacemaker is stopped\"\n      exit 3\n    fi\n    ;;\n  *)\n    echo \"usage: $0 start|stop|restart|status\" >&2\n    exit 2\n    ;;\nesac\n";
},"useData":true},
  "etc/resolv.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "search "
    + ((stack1 = container.lambda(container.strict(depth0, "search", {"start":{"line":2,"column":9},"end":{"line":2,"column":15}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "nameserver "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"search"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"servers"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":4,"column":0},"end":{"line":6,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/sysctl.d/60-ha-bootstrap.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"settings"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/systemd/logind.conf.d/ha-bootstrap.conf": {"0":function(container,depth0,helpers,partials,data) {
    return "# A fence device presses the power key: the machine must go off at once, not shut down.\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "[Login]\n"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"ignore"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":4,"column":7}}})) != null ? stack1 : "")
    + "HandlePowerKey="
    + ((stack1 = container.lambda(container.strict(depth0, "powerKey", {"start":{"line":5,"column":17},"end":{"line":5,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/systemd/network/NAME.link": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "PermanentMACAddress="
    + ((stack1 = container.lambda(container.strict(depth0, "mac", {"start":{"line":3,"column":22},"end":{"line":3,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "Path="
    + ((stack1 = container.lambda(container.strict(depth0, "path", {"start":{"line":6,"column":7},"end":{"line":6,"column":11}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "[Match]\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"mac"),{"name":"if","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":2,"column":0},"end":{"line":4,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(depth0,"path"),{"name":"if","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":7,"column":7}}})) != null ? stack1 : "")
    + "\n[Link]\nName="
    + ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":10,"column":7},"end":{"line":10,"column":11}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/systemd/system/drbd-verify.service": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "[Unit]\nDescription=Compare the copies of DRBD resources\nDocumentation=man:drbdadm(8)\n\n[Service]\nType=oneshot\nExecStart=/usr/local/lib/ha-bootstrap/drbd-verify "
    + ((stack1 = container.lambda(container.strict(depth0, "resources", {"start":{"line":7,"column":52},"end":{"line":7,"column":61}} ), depth0)) != null ? stack1 : "")
    + "\nNice=10\nIOSchedulingClass=idle\n";
},"useData":true},
  "etc/systemd/system/drbd-verify.timer": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "[Unit]\nDescription=Compare the copies of DRBD resources "
    + ((stack1 = alias2(alias1(depth0, "schedule", {"start":{"line":2,"column":51},"end":{"line":2,"column":59}} ), depth0)) != null ? stack1 : "")
    + "\n\n[Timer]\nOnCalendar="
    + ((stack1 = alias2(alias1(depth0, "calendar", {"start":{"line":5,"column":13},"end":{"line":5,"column":21}} ), depth0)) != null ? stack1 : "")
    + "\nPersistent=false\n\n[Install]\nWantedBy=timers.target\n";
},"useData":true},
  "etc/systemd/system/drop-in.conf": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "["
    + ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":2,"column":3},"end":{"line":2,"column":7}} ), depth0)) != null ? stack1 : "")
    + "]\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"lines"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":3,"column":0},"end":{"line":5,"column":9}}})) != null ? stack1 : "");
},"1":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "line", {"start":{"line":4,"column":2},"end":{"line":4,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"sections"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":6,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "etc/systemd/system/libvirtd-tcp.socket.d-ha-bootstrap.conf": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "[Socket]\nListenStream=\nListenStream="
    + ((stack1 = container.lambda(container.strict(depth0, "address", {"start":{"line":3,"column":15},"end":{"line":3,"column":22}} ), depth0)) != null ? stack1 : "")
    + ":16509\nFreeBind=yes\n";
},"useData":true},
  "etc/timezone": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(container.strict(depth0, "zone", {"start":{"line":1,"column":2},"end":{"line":1,"column":6}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true},
  "etc/udev/rules.d/61-ha-bootstrap-disks.rules": {"0":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n# "
    + ((stack1 = container.lambda(container.strict(depth0, "name", {"start":{"line":8,"column":4},"end":{"line":8,"column":8}} ), depth0)) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"properties"),{"name":"each","hash":{},"fn":container.program(1, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":9,"column":0},"end":{"line":12,"column":9}}})) != null ? stack1 : "");
},"1":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "ENV{DEVTYPE}==\"disk\", ENV"
    + ((stack1 = alias2(alias1(depth0, "braces", {"start":{"line":10,"column":27},"end":{"line":10,"column":33}} ), depth0)) != null ? stack1 : "")
    + "==\""
    + ((stack1 = alias2(alias1(depths[1], "serial", {"start":{"line":10,"column":40},"end":{"line":10,"column":49}} ), depth0)) != null ? stack1 : "")
    + "\", SYMLINK+=\"disk/ha/"
    + ((stack1 = alias2(alias1(depths[1], "name", {"start":{"line":10,"column":74},"end":{"line":10,"column":81}} ), depth0)) != null ? stack1 : "")
    + "\"\nENV{DEVTYPE}==\"partition\", ENV"
    + ((stack1 = alias2(alias1(depth0, "braces", {"start":{"line":11,"column":32},"end":{"line":11,"column":38}} ), depth0)) != null ? stack1 : "")
    + "==\""
    + ((stack1 = alias2(alias1(depths[1], "serial", {"start":{"line":11,"column":45},"end":{"line":11,"column":54}} ), depth0)) != null ? stack1 : "")
    + "\", SYMLINK+=\"disk/ha/"
    + ((stack1 = alias2(alias1(depths[1], "name", {"start":{"line":11,"column":79},"end":{"line":11,"column":86}} ), depth0)) != null ? stack1 : "")
    + "-part%n\"\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "# Links in /dev/disk/ha for disks that cluster.yaml knows by their serial number. After 60-persistent-storage.rules,\n# which finds the number; which property has it depends on the kind of disk.\nSUBSYSTEM!=\"block\", GOTO=\"ha_bootstrap_end\"\nKERNEL==\"dm-*|md*|drbd*|loop*|ram*\", GOTO=\"ha_bootstrap_end\"\nACTION==\"remove\", GOTO=\"ha_bootstrap_end\"\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"disks"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":6,"column":0},"end":{"line":13,"column":9}}})) != null ? stack1 : "")
    + "\nLABEL=\"ha_bootstrap_end\"\n";
},"useData":true,"useDepths":true},
  "etc/udev/rules.d/70-persistent-net.rules": {"0":function(container,depth0,helpers,partials,data) {
    var stack1;

  return ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"rules"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":1,"column":0},"end":{"line":3,"column":9}}})) != null ? stack1 : "");
},"useData":true},
  "usr/local/lib/ha-bootstrap/drbd-fence-peer": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "#!/bin/sh\n# DRBD calls this when it has lost a peer (fence-peer) and when all copies are equal again (unfence-peer).\n#   drbd-fence-peer fence [strict]   forbids pacemaker to promote a copy that may be behind ours, and says what became of the peer\n#   drbd-fence-peer unfence          takes that back when every copy is up to date\n# It does what crm-fence-peer.sh of drbd-utils does, and also understands pacemaker from 2.1.7 on, where in_ccm and crmd of\n# a node_state are times instead of true and online. With `strict` (two primaries), and while ha-live-migrate has its\n# window with two primaries open, a peer that is not known to be dead\n# keeps I/O frozen, however long it takes.\n#\n# Exit codes of fence, as DRBD reads them (drbd.conf(5), handlers):\n#   4  the peer is reachable, its copy may not be promoted     7  the peer was fenced by pacemaker\n#   5  the peer cannot be reached, is taken for dead           1  none of it: with resource-and-stonith I/O stays frozen\n\nLC_ALL=C\nexport LC_ALL\n\naction=${1:-}\nstrict=${2:-}\nme=$(uname -n)\nresource=${DRBD_RESOURCE:-}\nwindow=${HA_RUN_DIR:-/run/ha-bootstrap}/two-primaries.$resource\nprefix=drbd-fence-by-handler\nproc=${HA_PROC_DRBD:-/proc/drbd}\n# How long pacemaker may take to find the peer dead and to fence it, and how long to elect a DC; in seconds.\ndefault_timeout="
    + ((stack1 = container.lambda(container.strict(depth0, "timeout", {"start":{"line":25,"column":18},"end":{"line":25,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\ntimeout=${HA_FENCE_TIMEOUT:-$default_timeout}\ndc_timeout=${HA_DC_TIMEOUT:-20}\n\nsay() {\n  logger -t \"drbd-fence-peer[$$]\" -p daemon.notice -- \"$resource: $*\" 2>/dev/null || :\n  echo \"$resource: $*\"\n}\n\nnow() { date +%s; }\n\n# attribute NAME: its value in the XML element on standard input\nattribute() { sed -n \"s/^<[^>]* $1=\\\"\\([^\\\"]*\\)\\\".*/\\1/p\" | head -n 1; }\n\n# cib [OPTION...]: the CIB, one element on each line, no blanks in front\ncib() { cibadmin --query \"$@\" 2>/dev/null | sed 's/^[[:space:]]*//'; }\n\n# The clone whose primitive has our resource, from the CIB on standard input\nclone_of_resource() {\n  awk -v want=\"$resource\" '\n    function value(line, name) {\n      if (!match(line, \" \" name \"=\\\"[^\\\"]*\\\"\")) return \"\"\n      return substr(line, RSTART + length(name) + 3, RLENGTH - length(name) - 4)\n    }\n    /^<(clone|master) / { clone = value($0, \"id\") }\n    /^<\\/(clone|master)>/ { clone = \"\" }\n    /^<nvpair / && clone != \"\" && value($0, \"name\") == \"drbd_resource\" && value($0, \"value\") == want { print clone; exit }\n  '\n}\n\n# States of our volumes as lines LOCAL/PEER: from /proc/drbd up to 8.4, from drbdsetup in 9. A call of netlink from a\n# handler would wait for itself in 8.4.\nstates() {\n  if grep -q ' cs:' \"$proc\" 2>/dev/null; then\n    for minor in ${DRBD_MINOR:-}; do\n      sed -n \"s/^ *$minor: cs:.* ds:\\([^ /]*\\)\\/\\([^ ]*\\) .*/\\1\\/\\2/p\" \"$proc\"\n    done\n  else\n    drbdsetup events2 --now \"$resource\" 2>/dev/null | awk '\n      { for (i = 3; i <= NF; i++) { split($i, pair, \":\"); field[pair[1]] = substr($i, length(pair[1]) + 2) } }\n      $2 == \"device\" && field[\"client\"] != \"yes\" { own[field[\"volume\"]] = field[\"disk\"] }\n      $2 == \"peer-device\" && field[\"peer-client\"] != \"yes\" { peer[++peers] = field[\"volume\"] \"/\" field[\"peer-disk\"] }\n      { split(\"\", field) }\n      END {\n        for (volume in own) if (peers == 0) print own[volume] \"/DUnknown\"\n        for (i = 1; i <= peers; i++) { split(peer[i], part, \"/\"); print own[part[1]] \"/\" part[2] }\n      }'\n  fi\n}\n\n# every_state LOCAL PEER: whether there are states and all match; either is a pattern of grep -E\nevery_state() {\n  found=$(states)\n  [ -n \"$found\" ] && ! printf '%s\\n' \"$found\" | grep -Eqv \"^($1)/($2)\\$\"\n}\n\n# The peers whose copies fall behind: with DRBD 9 those outside of the mask UP_TO_DATE_NODES.\npeers() {\n  if [ -z \"${UP_TO_DATE_NODES:-}\" ]; then\n    echo \"${DRBD_PEERS:-${DRBD_PEER:-}}\"\n    return\n  fi\n  id=0\n  while [ \"$id\" -lt 32 ]; do\n    eval \"name=\\${DRBD_NODE_ID_$id:-}\"\n    if [ -n \"$name\" ] && [ $((UP_TO_DATE_NODES >> id & 1)) = 0 ]; then echo \"$name\"; fi\n    id=$((id + 1))\n  done\n}\n\n# The nodes whose copies are good, which may be promoted: ourselves, and with DRBD 9 all of the mask.\ngood_nodes() {\n  if [ -z \"${UP_TO_DATE_NODES:-}\" ]; then\n    echo \"$me\"\n    return\n  fi\n  id=0\n  while [ \"$id\" -lt 32 ]; do\n    eval \"name=\\${DRBD_NODE_ID_$id:-}\"\n    if [ -n \"$name\" ] && [ $((UP_TO_DATE_NODES >> id & 1)) = 1 ]; then echo \"$name\"; fi\n    id=$((id + 1))\n  done\n}\n\n# is_set VALUE: in_ccm and crmd are true and online, or since 2.1.7 the time since when; 0 is never\nis_set() {\n  case $1 in\n  true | online) return 0 ;;\n  '' | 0 | *[!0-9]*) return 1 ;;\n  *) return 0 ;;\n  esac\n}\n\n# What the CIB on standard input says of node $1: online, fenced (or cleanly shut down) or lost\nnode_status() {\n  state=$(grep '^<node_state ' | grep -F \" uname=\\\"$1\\\"\" | head -n 1)\n  member=$(printf '%s\\n' \"$state\" | attribute in_ccm)\n  process=$(printf '%s\\n' \"$state\" | attribute crmd)\n  expected=$(printf '%s\\n' \"$state\" | attribute expected)\n  if is_set \"$member\" && is_set \"$process\"; then\n    echo online\n  elif [ -n \"$state\" ] && ! is_set \"$member\" && ! is_set \"$process\" && [ \"$expected\" = down ]; then\n    echo fenced\n  else\n    echo lost\n  fi\n}\n\n# Asks until it is known what became of every peer; leaves reachable, fenced or unknown in $verdict and the CIB in $tree.\nwatch_peers() {\n  began=$(now)\n  answered=$began\n  while :; do\n    verdict=unknown\n    tree=$(cib)\n    if [ -n \"$tree\" ]; then\n      answered=$(now)\n      online=0 fenced=0 all=0\n      for peer in $(peers); do\n        all=$((all + 1))\n        case $(printf '%s\\n' \"$tree\" | node_status \"$peer\") in\n        fenced) fenced=$((fenced + 1)) ;;\n        online)\n          # A peer that has just died is still online in the CIB, but does not answer.\n          if crmadmin --timeout=2000ms --status=\"$peer\" 2>/dev/null | grep -Eq ':? \\(?ok\\)?$'; then\n            online=$((online + 1))\n          fi\n          ;;\n        esac\n      done\n      if [ \"$all\" -gt 0 ] && [ \"$online\" = \"$all\" ]; then\n        verdict=reachable\n        return\n      fi\n      if [ \"$all\" -gt 0 ] && [ $((fenced + online)) = \"$all\" ]; then\n        verdict=fenced\n        return\n      fi\n    elif [ $(($(now) - answered)) -ge \"$dc_timeout\" ]; then\n      say \"no answer from the cluster for $dc_timeout s\"\n      return\n    fi\n    [ $(($(now) - began)) -lt \"$timeout\" ] || return\n    sleep 1\n  done\n}\n\n# The rule: not promoted where the name is none of the good ones.\nconstraint() {\n  echo \"<rsc_location id=\\\"$id\\\" rsc=\\\"$clone\\\">\"\n  echo \"<rule id=\\\"$id-rule\\\" role=\\\"Promoted\\\" score=\\\"-INFINITY\\\">\"\n  number=0\n  for name in $(good_nodes); do\n    echo \"<expression id=\\\"$id-expr-$number\\\" attribute=\\\"#uname\\\" operation=\\\"ne\\\" value=\\\"$name\\\"/>\"\n    number=$((number + 1))\n  done\n  echo '</rule></rsc_location>'\n}\n\n# names_us: whether the constraint in the CIB on standard input allows this node\nnames_us() {\n  sed -n \"/^<rsc_location .*id=\\\"$id\\\"/,/^<\\/rsc_location>/p\" | grep '^<expression ' | grep -Fq \" value=\\\"$me\\\"\"\n}\n\n# Places the constraint; one that is there already counts when it allows us, for a narrower one is narrower still.\nplace() {\n  tries=0\n  while :; do\n    if cibadmin --create --scope=constraints --xml-text \"$(constraint)\" >/dev/null 2>&1; then return 0; fi\n    present=$(cib | grep -F \"id=\\\"$id\\\"\")\n    if [ -n \"$present\" ]; then\n      cib | names_us && return 0\n      say 'the peer was first: its constraint forbids this node to be promoted'\n      return 1\n    fi\n    tries=$((tries + 1))\n    [ \"$tries\" -lt \"$dc_timeout\" ] || return 1\n    sleep 1\n  done\n}\n\nremove() { cibadmin --delete --xml-text \"<rsc_location id=\\\"$id\\\"/>\" >/dev/null 2>&1; }\n\nfence() {\n  watch_peers\n  [ -n \"$tree\" ] || return 1\n  if every_state '.*' UpToDate; then\n    say 'the peer is back and up to date: nothing to fence'\n    return 1\n  fi\n  result=1\n  case $verdict in\n  reachable) every_state 'UpToDate|Consistent' '.*' && result=4 ;;\n  fenced) every_state UpToDate '.*' && result=7 ;;\n  *)\n    if [ \"$strict\" = strict ] || [ -e \"$window\" ]; then\n      say \"after $timeout s it is not known whether the peer is dead: I/O stays frozen (drbdadm resume-io $resource once it is off)\"\n      return 1\n    fi\n    printf '%s\\n' \"$tree\" | grep -q '^<cib .*have-quorum=\"1\"' && every_state UpToDate '.*' && result=5\n    ;;\n  esac\n  if [ \"$result\" = 1 ]; then\n    say \"peer $verdict, states $(states | tr '\\n' ' '): no constraint placed\"\n    return 1\n  fi\n  if ! place; then\n    say 'DATA AT RISK: the constraint could not be placed'\n    return 1\n  fi\n  if every_state '.*' UpToDate; then\n    say 'the peer came back meanwhile: constraint removed'\n    remove\n    return 1\n  fi\n  say \"peer $verdict: constraint $id placed, exit code $result\"\n  return \"$result\"\n}\n\nunfence() {\n  cib --local | grep -Fq \"id=\\\"$id\\\"\" || return 0\n  if ! every_state UpToDate UpToDate; then\n    say 'not every copy is up to date: the constraint stays'\n    return 1\n  fi\n  remove || return 1\n  say \"constraint $id removed\"\n}\n\ncase $resource in\n'' | *[!A-Za-z0-9_.-]*)\n  echo 'DRBD_RESOURCE is not set; DRBD sets it when it calls a handler' >&2\n  exit 1\n  ;;\nesac\n\n# One call at a time for each resource.\nlock=${HA_LOCK_DIR:-/run/lock}/drbd-fence-peer.$resource\n# A shell ends when exec cannot open a file, so that is tried in another one first.\nif (: >>\"$lock\") 2>/dev/null; then\n  exec 9>>\"$lock\"\n  flock -w 120 9 || say 'another call has not ended'\nfi\n\nclone=$(cib --local | clone_of_resource)\nif [ -z \"$clone\" ]; then\n  say 'the cluster has no clone for this resource'\n  exit 1\nfi\nid=$prefix-$resource-$clone\n\ncase $action in\nfence) fence 9>&- ;;\nunfence) unfence 9>&- ;;\n*)\n  echo \"usage: ${0##*/} fence [strict] | unfence\" >&2\n  exit 1\n  ;;\nesac\n";
},"useData":true},
  "usr/local/lib/ha-bootstrap/drbd-verify": {"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    return "#!/bin/sh\n# Compares the copies of DRBD resources in the background, one resource after the other.\n#   drbd-verify RESOURCE...\n# Says what differs; `drbdadm disconnect RESOURCE && drbdadm connect RESOURCE` then copies those blocks again. Find out\n# first which copy is right. Exit codes: 0 all equal, 1 something differs or could not be compared.\n\nLC_ALL=C\nexport LC_ALL\nproc=${HA_PROC_DRBD:-/proc/drbd}\nresult=0\n\nsay() {\n  logger -t drbd-verify -p daemon.notice -- \"$*\" 2>/dev/null || :\n  echo \"$*\"\n}\n\nconnected() {\n  # 8.x names one peer, 9 every one; a resynchronisation has its own name in 8.x.\n  [ \"$(drbdadm cstate \"$1\" 2>/dev/null | sort -u)\" = Connected ]\n}\n\nequal() { ! drbdadm dstate \"$1\" 2>/dev/null | tr / '\\n' | grep -Eqv '^(UpToDate|Diskless)?$'; }\n\nverifying() {\n  drbdadm cstate \"$1\" 2>/dev/null | grep -Eq '^Verify[ST]$' ||\n    drbdsetup events2 --now \"$1\" 2>/dev/null | grep -q ' replication:Verify[ST]'\n}\n\n# KiB that differ, over all volumes and peers: from /proc/drbd up to 8.4, from drbdsetup in 9\ndiffering() {\n  if grep -q ' cs:' \"$proc\" 2>/dev/null; then\n    for minor in $(drbdadm sh-minor \"$1\" 2>/dev/null); do\n      sed -n \"/^ *$minor: cs:/,/oos:/s/.* oos:\\([0-9]*\\).*/\\1/p\" \"$proc\"\n    done\n  else\n    drbdsetup events2 --now --statistics \"$1\" 2>/dev/null | sed -n 's/^exists peer-device .* out-of-sync:\\([0-9]*\\).*/\\1/p'\n  fi | awk '{ sum += $1 } END { print sum + 0 }'\n}\n\nfor resource in \"$@\"; do\n  if ! connected \"$resource\" || ! equal \"$resource\"; then\n    say \"$resource: not connected or not up to date, not compared\"\n    result=1\n    continue\n  fi\n  if ! drbdadm verify \"$resource\"; then\n    say \"$resource: the comparison did not start\"\n    result=1\n    continue\n  fi\n  sleep \"${HA_PAUSE:-2}\"\n  while verifying \"$resource\"; do sleep \"${HA_PAUSE:-10}\"; done\n  kib=$(differing \"$resource\")\n  if [ \"$kib\" = 0 ]; then\n    say \"$resource: the copies are equal\"\n  else\n    say \"$resource: $kib KiB differ; drbdadm disconnect $resource && drbdadm connect $resource copies them again\"\n    result=1\n  fi\ndone\nexit \"$result\"\n";
},"useData":true},
  "usr/local/sbin/ha-live-migrate": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "  "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":34,"column":4},"end":{"line":34,"column":8}} ), depth0)) != null ? stack1 : "")
    + ") primitive='"
    + ((stack1 = alias2(alias1(depth0, "primitive", {"start":{"line":34,"column":25},"end":{"line":34,"column":34}} ), depth0)) != null ? stack1 : "")
    + "' clones='"
    + ((stack1 = alias2(alias1(depth0, "clones", {"start":{"line":34,"column":48},"end":{"line":34,"column":54}} ), depth0)) != null ? stack1 : "")
    + "' resources='"
    + ((stack1 = alias2(alias1(depth0, "resources", {"start":{"line":34,"column":71},"end":{"line":34,"column":80}} ), depth0)) != null ? stack1 : "")
    + "' both='"
    + ((stack1 = alias2(alias1(depth0, "both", {"start":{"line":34,"column":92},"end":{"line":34,"column":96}} ), depth0)) != null ? stack1 : "")
    + "' children='"
    + ((stack1 = alias2(alias1(depth0, "children", {"start":{"line":34,"column":112},"end":{"line":34,"column":120}} ), depth0)) != null ? stack1 : "")
    + "' ;;\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "  "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":43,"column":4},"end":{"line":43,"column":8}} ), depth0)) != null ? stack1 : "")
    + ") echo '"
    + ((stack1 = alias2(alias1(depth0, "address", {"start":{"line":43,"column":20},"end":{"line":43,"column":27}} ), depth0)) != null ? stack1 : "")
    + "' ;;\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "#!/bin/sh\n# Moves a virtual machine to another node while it runs. Its disks are on DRBD with one primary; for the time of the\n# move, and only then, two are allowed.\n#   ha-live-migrate MACHINE NODE      on the node where the machine runs\n#   ha-live-migrate all NODE          every machine that runs here, one after the other: before maintenance of this node\n#   ha-live-migrate recover MACHINE   after this command was killed or a node died meanwhile\n#\n# Pacemaker cannot do it by itself: with one promoted copy it has to demote here before it promotes there. So it keeps\n# its hands off the machine and its DRBD resource (maintenance) until it has seen where they are now. While that lasts it\n# would not restart the machine either.\n# Exit codes: 0 moved, 1 nothing changed, 2 usage, 3 look at it (what is said tells how).\n\nLC_ALL=C\nexport LC_ALL\n\nme=$(uname -n)\npatience=${HA_PATIENCE:-60}\nwindow=closed\n# Says to the fence handler that there may be two primaries; a reboot takes it away.\nmark=${HA_RUN_DIR:-/run/ha-bootstrap}/two-primaries\n\nsay() { echo \"ha-live-migrate: $*\"; }\nfail() {\n  say \"$*\" >&2\n  exit 1\n}\n\n# What this cluster has; see cluster.yaml.\nmachines='"
    + ((stack1 = alias2(alias1(depth0, "machines", {"start":{"line":29,"column":12},"end":{"line":29,"column":20}} ), depth0)) != null ? stack1 : "")
    + "'\ntransport='"
    + ((stack1 = alias2(alias1(depth0, "transport", {"start":{"line":30,"column":13},"end":{"line":30,"column":22}} ), depth0)) != null ? stack1 : "")
    + "'\ndescribe() {\n  case $1 in\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"list"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":33,"column":0},"end":{"line":35,"column":9}}})) != null ? stack1 : "")
    + "  *) return 1 ;;\n  esac\n}\n# Address of a node for the contents of the memory, as it stands in a URI; none leaves it to libvirt.\naddress_of() {\n  case $1 in\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"nodes"),{"name":"each","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":42,"column":0},"end":{"line":44,"column":9}}})) != null ? stack1 : "")
    + "  *) return 1 ;;\n  esac\n}\n\nremote() { ssh -o BatchMode=yes -o ConnectTimeout=10 \"root@$target\" \"$@\" </dev/null; }\n\nrole() { drbdadm role \"$1\" 2>/dev/null | sed 's,/.*,,' | head -n 1; }\nremote_role() { remote drbdadm role \"$1\" 2>/dev/null | sed 's,/.*,,' | head -n 1; }\n\n# try SECONDS COMMAND...: until it succeeds\ntry() {\n  left=$1\n  shift\n  until \"$@\" >/dev/null 2>&1; do\n    left=$((left - 1))\n    [ \"$left\" -gt 0 ] || return 1\n    sleep 1\n  done\n}\n\nruns_here() { [ \"$(virsh --connect qemu:///system domstate \"$machine\" 2>/dev/null | head -n 1)\" = running ]; }\nruns_there() { [ \"$(remote virsh --connect qemu:///system domstate \"$machine\" 2>/dev/null | head -n 1)\" = running ]; }\n\nset_maintenance() {\n  for id in $primitive $clones; do\n    crm_resource --resource \"$id\" --meta --set-parameter maintenance --parameter-value true >/dev/null || return 1\n  done\n}\n\n# The clones first: a machine whose disk is not yet looked after must not be started.\nend_maintenance() {\n  for id in $clones $primitive; do\n    crm_resource --resource \"$id\" --meta --delete-parameter maintenance >/dev/null || return 1\n  done\n}\n\nallow() { drbdadm net-options --allow-two-primaries=\"$1\" \"$2\"; }\n\nopen_window() {\n  window=open\n  for resource in $resources; do\n    mkdir -p \"${mark%/*}\" && touch \"$mark.$resource\" || return 1\n    remote mkdir -p \"${mark%/*}\" && remote touch \"$mark.$resource\" || return 1\n    allow yes \"$resource\" || return 1\n    remote drbdadm net-options --allow-two-primaries=yes \"$resource\" || return 1\n  done\n}\n\nclose_window() {\n  for resource in $resources; do\n    try 10 allow no \"$resource\" || return 1\n    try 10 remote drbdadm net-options --allow-two-primaries=no \"$resource\" || return 1\n    rm -f \"$mark.$resource\"\n    remote rm -f \"$mark.$resource\"\n  done\n  window=closed\n}\n\n# located ID PATTERN: whether pacemaker sees it so\nlocated() { crm_resource --resource \"$1\" --locate 2>/dev/null | grep -Eq \"$2\"; }\n\n# pacemaker_sees NODE: makes pacemaker look again, and waits until it sees the machine and the promoted copies there\npacemaker_sees() {\n  for id in $clones $primitive; do\n    crm_resource --resource \"$id\" --refresh >/dev/null 2>&1 || return 1\n  done\n  crm_resource --wait --timeout=\"${patience}s\" >/dev/null 2>&1 || :\n  try \"$patience\" located \"$primitive\" \"running on: $1 *\\$\" || return 1\n  for id in $clones; do\n    try \"$patience\" located \"$id\" \"running on: $1 (Master|Promoted)\" || return 1\n  done\n}\n\n# What pacemaker would do with ours once maintenance ends; nothing, if all is well\nintentions() {\n  file=$(mktemp) || return 1\n  cibadmin --query >\"$file\"\n  for id in $clones $primitive; do\n    CIB_file=$file crm_resource --resource \"$id\" --meta --delete-parameter maintenance >/dev/null 2>&1\n  done\n  pattern=$(echo \"$primitive $clones $children\" | tr -s ' ' '|')\n  crm_simulate --xml-file \"$file\" 2>/dev/null | sed -n '/Transition Summary/,$p' | grep -E \"^ *\\* [A-Z][a-z]+ +($pattern)([ :]|\\$)\"\n  rm -f \"$file\"\n}\n\nhand_over() {\n  pacemaker_sees \"$1\" || {\n    say \"pacemaker does not see $machine and its disks on $1 yet: it keeps its hands off them\" >&2\n    say \"look at crm_mon, then: ha-live-migrate recover $machine\" >&2\n    return 3\n  }\n  plans=$(intentions)\n  if [ -n \"$plans\" ]; then\n    say \"pacemaker would move things again, so it still keeps its hands off $machine:\" >&2\n    echo \"$plans\" >&2\n    say \"raise resource-stickiness above the preference for $me, then: ha-live-migrate recover $machine\" >&2\n    return 3\n  fi\n  end_maintenance || return 3\n}\n\ncheck() {\n  [ \"$target\" != \"$me\" ] || fail \"this is $target\"\n  address=$(address_of \"$target\") || fail \"$target is not a node that machines move to\"\n  runs_here || fail \"$machine does not run on $me\"\n  located \"$primitive\" \"running on: $me *\\$\" || fail \"pacemaker does not see $machine on $me\"\n  crm_mon --one-shot 2>/dev/null | grep -Eq \"Online:.* $target \" || fail \"$target is not online in the cluster\"\n  remote true || fail \"no way to $target by ssh as root\"\n  runs_there && fail \"$machine runs on $target as well: stop, and find out why\"\n  for resource in $resources; do\n    [ \"$(drbdadm cstate \"$resource\" 2>/dev/null | sort -u)\" = Connected ] || fail \"$resource is not connected\"\n    drbdadm dstate \"$resource\" | grep -qv '^UpToDate/UpToDate$' && fail \"$resource is not up to date on both nodes\"\n    [ \"$(role \"$resource\")\" = Primary ] || fail \"$resource is not primary on $me\"\n  done\n  for resource in $both; do\n    [ \"$(remote_role \"$resource\")\" = Primary ] || fail \"$resource is not primary on $target\"\n  done\n}\n\n# Back to how it was: the machine has stayed here.\nundo() {\n  for resource in $resources; do try 10 remote drbdadm secondary \"$resource\" || :; done\n  if [ \"$window\" = open ] && ! close_window; then\n    say \"the window with two primaries could not be closed; pacemaker keeps its hands off $machine\" >&2\n    say \"on both nodes: drbdadm net-options --allow-two-primaries=no RESOURCE; then: ha-live-migrate recover $machine\" >&2\n    exit 3\n  fi\n  if runs_here && ! runs_there; then\n    hand_over \"$me\" || exit 3\n    fail \"$1: $machine goes on running here\"\n  fi\n  say \"$1, and $machine does not run here alone: look at both nodes before: ha-live-migrate recover $machine\" >&2\n  exit 3\n}\n\nmove() {\n  describe \"$machine\" || fail \"no machine $machine; those that can move so are: $machines\"\n  check\n  # From here to the end nothing may stop half-way: a lost terminal least of all.\n  trap '' HUP INT TERM\n  say \"$machine: from $me to $target\"\n  if ! set_maintenance; then\n    end_maintenance\n    fail 'pacemaker did not take the maintenance'\n  fi\n  open_window || undo 'the window with two primaries did not open'\n  for resource in $resources; do\n    remote drbdadm primary \"$resource\" || undo \"$resource could not be promoted on $target\"\n  done\n  # libvirt listens for plain TCP on the migration network alone.\n  host=$target\n  [ \"$transport\" != tcp ] || host=${address:-$target}\n  if ! virsh --connect qemu:///system migrate --live --abort-on-error \"$machine\" \"qemu+$transport://$host/system\" ${address:+\"tcp://$address\"}; then\n    undo 'the migration failed'\n  fi\n  for resource in $resources; do\n    try \"$patience\" drbdadm secondary \"$resource\" || {\n      say \"$resource is still in use here after the migration; pacemaker keeps its hands off $machine\" >&2\n      say \"find what holds it, then: drbdadm secondary $resource; ha-live-migrate recover $machine\" >&2\n      exit 3\n    }\n  done\n  close_window || {\n    say \"the window could not be closed; on both nodes: drbdadm net-options --allow-two-primaries=no $resources\" >&2\n    exit 3\n  }\n  hand_over \"$target\" || exit 3\n  trap - HUP INT TERM\n  say \"$machine runs on $target\"\n}\n\n# Ends what was left half-way, wherever the machine is now. The other node may be dead, but then pacemaker must say so.\nrecover() {\n  describe \"$machine\" || fail \"no machine $machine; those that can move so are: $machines\"\n  target=$(crm_node -l 2>/dev/null | awk -v me=\"$me\" '$2 != me && $3 != \"lost\" { print $2 }' | head -n 1)\n  here=no there=no\n  runs_here && here=yes\n  if [ -n \"$target\" ]; then\n    remote true || fail \"$target is a member of the cluster, but cannot be asked\"\n    runs_there && there=yes\n  fi\n  [ \"$here$there\" != yesyes ] || fail \"$machine runs on both nodes: destroy it on one of them first (virsh destroy $machine)\"\n  trap '' HUP INT TERM\n  for resource in $resources; do\n    [ \"$here\" = yes ] || [ \"$(role \"$resource\")\" != Primary ] || drbdadm secondary \"$resource\" || exit 3\n    if [ -n \"$target\" ] && [ \"$there\" = no ] && [ \"$(remote_role \"$resource\")\" = Primary ]; then\n      remote drbdadm secondary \"$resource\" || exit 3\n    fi\n    allow no \"$resource\" || exit 3\n    rm -f \"$mark.$resource\"\n    [ -n \"$target\" ] || continue\n    remote drbdadm net-options --allow-two-primaries=no \"$resource\" || exit 3\n    remote rm -f \"$mark.$resource\"\n  done\n  where=$me\n  [ \"$there\" = no ] || where=$target\n  if [ \"$here$there\" = nono ]; then\n    for id in $clones $primitive; do crm_resource --resource \"$id\" --refresh >/dev/null 2>&1 || exit 3; done\n    try \"$patience\" located \"$primitive\" 'NOT running|not running' || exit 3\n    end_maintenance || exit 3\n    say \"$machine ran nowhere: pacemaker starts it\"\n  elif pacemaker_sees \"$where\"; then\n    end_maintenance || exit 3\n    say \"$machine runs on $where, and pacemaker looks after it again\"\n  else\n    say \"pacemaker does not see $machine on $where; nothing was handed over\" >&2\n    exit 3\n  fi\n}\n\n[ $# = 2 ] || {\n  echo \"usage: ${0##*/} MACHINE NODE | all NODE | recover MACHINE   (machines: $machines)\" >&2\n  exit 2\n}\ncase $1 in\nrecover)\n  machine=$2\n  recover\n  ;;\nall)\n  target=$2\n  worst=0\n  for machine in $machines; do\n    describe \"$machine\"\n    runs_here || continue\n    \"$0\" \"$machine\" \"$target\" || worst=$?\n    [ \"$worst\" = 0 ] || break\n  done\n  exit \"$worst\"\n  ;;\n*)\n  machine=$1\n  target=$2\n  move\n  ;;\nesac\n";
},"useData":true},
}
