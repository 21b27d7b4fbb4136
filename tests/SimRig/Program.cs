using GpioHub.EndToEnd.Support;
using GpioHub.SimRig;
using GpioHub.SimRig.Scenarios;

// simrig SCENARIO [N]: runs one scenario on real gpio-sim chips of the kernel it runs on, as its root.
// Prints figures, "name value" a line, and at last PASS or FAIL why.
Dictionary<string, Func<Rig, int?, Task>> scenarios = new()
{
    ["self"] = SelfScenario.RunAsync,
    ["types"] = TypesScenario.RunAsync,
    ["pulls"] = PullsScenario.RunAsync,
    ["hog"] = HogScenario.RunAsync,
    ["bias"] = BiasScenario.RunAsync,
    ["replug"] = ReplugScenario.RunAsync,
    ["outputs"] = OutputsScenario.RunAsync,
    ["cost"] = CostScenario.RunAsync,
    ["edges"] = EdgesScenario.RunAsync,
    ["killed"] = KilledScenario.RunAsync,
    ["gap"] = GapScenario.RunAsync,
    ["chain"] = ChainScenario.RunAsync,
    ["init"] = InitScenario.RunAsync,
};

if (args.Length is 0 or > 2 || !scenarios.TryGetValue(args[0], out var scenario))
{
    Console.Error.WriteLine($"usage: simrig {string.Join('|', scenarios.Keys)} [N]");
    return 2;
}

// One CPU and slow system calls; in the chain there is also a QEMU that translates a whole boot.
Patience.Limit = TimeSpan.FromMinutes(5);
await using var rig = new Rig();
try
{
    await scenario(rig, args.Length == 2 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : null);
    Console.WriteLine("PASS");
    return 0;
}
#pragma warning disable CA1031 // any failure is the scenario's result
catch (Exception e)
#pragma warning restore CA1031
{
    Console.WriteLine($"{e}\n--- the hub's log\n{rig.HubLog}\n---");
    Console.WriteLine($"FAIL {e.Message.Split('\n')[0]}");
    return 1;
}
