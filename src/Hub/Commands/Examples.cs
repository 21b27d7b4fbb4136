using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace GpioHub.Hub.Commands;

/// <summary>Examples of each verb, and the help that shows them.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> OfVerb = new(StringComparer.Ordinal)
    {
        [""] = ["gpiohub run rig.yaml", "gpiohub info", "gpiohub set bench/IGN=1", "gpiohub mon ivi:IGN"],
        ["run"] =
        [
            "gpiohub run rig.yaml", "gpiohub run rig.yaml --log json 2>hub.log",
            "gpiohub run rig.yaml --guest ivi --socket-path /tmp/ivi.sock",
        ],
        ["init"] = ["gpiohub init", "gpiohub init /etc/gpiohub/gpiohub.yaml", "gpiohub init -"],
        ["check"] = ["gpiohub check rig.yaml", "gpiohub check --sockets rig.yaml"],
        ["qemu-args"] =
        [
            "gpiohub qemu-args rig.yaml ivi --memory 2G", "gpiohub qemu-args rig.yaml ivi --memory 2G --qemu 7.2",
            "gpiohub qemu-args rig.yaml ivi --memory 2G --arch aarch64 --machine virt --transport mmio",
        ],
        ["libvirt-xml"] = ["gpiohub libvirt-xml rig.yaml ivi", "gpiohub libvirt-xml rig.yaml ivi --arch aarch64 --machine virt"],
        ["rig"] = ["gpiohub rig init rig7", "gpiohub rig host bench-a"],
        ["rig init"] = ["gpiohub rig init rig7", "gpiohub rig init rig7 --days 1825"],
        ["rig host"] = ["gpiohub rig host bench-a", "gpiohub rig host bench-b --address 10.77.0.2 --ca rig7-ca.pem"],
        ["doctor"] =
        [
            "gpiohub doctor rig.yaml", "gpiohub doctor rig.yaml ivi --kernel bzImage", "gpiohub doctor --quiet",
            "gpiohub doctor -o json rig.yaml",
        ],
        ["info"] = ["gpiohub info", "gpiohub info bench", "gpiohub info ivi:IGN", "gpiohub info -o json ivi"],
        ["get"] = ["gpiohub get bench/IGN ivi:3", "gpiohub get --numeric \"doors/Door FL\"", "gpiohub get GEAR"],
        ["set"] = ["gpiohub set bench/IGN=1 bench/CRASH=0", "gpiohub set bench/IGN=z", "gpiohub set GEAR=0b1010"],
        ["mon"] =
        [
            "gpiohub mon bench/IGN", "gpiohub mon -n 1 -e rising ivi:IGN", "gpiohub mon GEAR",
            "gpiohub mon --wave --step 50ms bench/IGN GEAR",
        ],
        ["top"] = ["gpiohub top", "gpiohub top -d 200ms"],
        ["web"] = ["gpiohub web", "gpiohub web --view --port 8421 --no-open"],
        ["pulse"] =
        [
            "gpiohub pulse bench/CRASH 20ms", "gpiohub pulse -t 200ms,800ms -n 10 bench/HAZARD", "gpiohub pulse --stop bench/HAZARD",
        ],
        ["fault"] = ["gpiohub fault add bench/IGN stuck-1", "gpiohub fault list", "gpiohub fault clear f1"],
        ["fault add"] =
        [
            "gpiohub fault add bench/IGN stuck-1", "gpiohub fault add \"doors/Door FL\" bounce --count 5 --period 1ms --ttl 10m",
            "gpiohub fault add doors hang",
        ],
        ["fault list"] = ["gpiohub fault list", "gpiohub fault list -o json"],
        ["fault clear"] = ["gpiohub fault clear f1 f2", "gpiohub fault clear --all"],
        ["record"] =
        [
            "gpiohub record crash.vcd --last 30s", "gpiohub record run.vcd bench/IGN ivi:CRASH --for 10s",
            "gpiohub record crash.vcd --last 5s --until bench/CRASH=rising --after 100ms", "gpiohub record -",
        ],
        ["replay"] =
        [
            "gpiohub replay crash.vcd", "gpiohub replay sim.vcd --map top.doors.FL=bench/DOOR --map 'top.gear[0]=bench/GEAR_0' --speed 0.5",
            "gpiohub replay crash.vcd --from 10s --to 12s --loop 20", "gpiohub replay crash.vcd --dry-run",
        ],
        ["guest"] = ["gpiohub guest /run/gpiohub/ivi.sock info", "gpiohub guest /run/gpiohub/ivi.sock mon IGN"],
        ["guest info"] = ["gpiohub guest /run/gpiohub/ivi.sock info"],
        ["guest get"] = ["gpiohub guest /run/gpiohub/ivi.sock get IGN 3"],
        ["guest set"] = ["gpiohub guest /run/gpiohub/ivi.sock set --for 2s HORN=1"],
        ["guest mon"] = ["gpiohub guest /run/gpiohub/ivi.sock mon -n 1 IGN"],
        ["reload"] = ["gpiohub reload"],
        ["diff"] = ["gpiohub diff", "gpiohub diff other.yaml"],
        ["takeover"] = ["gpiohub takeover", "gpiohub takeover --binary /opt/gpiohub-0.2/gpiohub", "gpiohub takeover --back"],
        ["completion"] = ["gpiohub completion bash", "gpiohub completion fish"],
        ["complete"] = ["gpiohub complete \"gpiohub set ben\""],
        ["apply"] = ["gpiohub apply other.yaml", "gpiohub apply --generation 3 other.yaml"],
    };

    /// <summary>The examples of a verb, as one types them.</summary>
    /// <param name="verb">Such as <c>fault add</c>; empty = the program itself.</param>
    public static IReadOnlyList<string> Of(string verb) => OfVerb.GetValueOrDefault(verb, []);

    /// <summary>Has the help of a command and of all below it show examples.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new Help((HelpAction)help.Action!);
    }

    /// <summary>The verb as one types it: <c>fault add</c>.</summary>
    public static string NameOf(Command command) => command is RootCommand
        ? ""
        : $"{(command.Parents.OfType<Command>().FirstOrDefault() is { } above ? NameOf(above) : "")} {command.Name}".Trim();

    /// <summary>The library's help, with what it does not say: which arguments of a listed verb may be left out, and examples.</summary>
    private sealed class Help(HelpAction plain) : SynchronousCommandLineAction
    {
        /// <summary>Who asks for help need not give a verb's arguments.</summary>
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            using var text = new StringWriter();
            parseResult.InvocationConfiguration.Output = text;
            int code = plain.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;

            Command command = parseResult.CommandResult.Command;
            string help = text.ToString().TrimEnd();
            foreach (Command verb in command.Subcommands)
            {
                foreach (Argument argument in verb.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues == 0))
                    help = Optional(help, verb.Name, argument.Name);
            }
            output.WriteLine(help);
            output.WriteLine();
            output.WriteLine("Examples:");
            foreach (string example in Of(NameOf(command))) output.WriteLine($"  {example}");
            return code;
        }

        /// <summary>Brackets an argument where its verb is listed; two columns are taken from the space behind it.</summary>
        private static string Optional(string help, string verb, string argument) => string.Join('\n', help.Split('\n').Select(line =>
            line.StartsWith($"  {verb} ", StringComparison.Ordinal)
                ? line.Replace($"<{argument}>  ", $"[{argument}]  ", StringComparison.Ordinal)
                : line));
    }
}
