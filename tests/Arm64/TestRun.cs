using System.Reflection;
using Xunit.Sdk;

namespace GpioHub.Arm64;

/// <summary>Runs the tests of one assembly in this process: no test host, no socket, one test at a time.</summary>
internal static class TestRun
{
    /// <summary>Walks of whole state spaces and the like: they say nothing about a processor, and an emulated one takes minutes.</summary>
    private const string TooLong = "Walks";

    /// <param name="assembly">Name of the assembly, which lies beside this program.</param>
    /// <param name="space">Only tests of this namespace and those below it, or of this class; empty = all.</param>
    /// <param name="without">Names of classes and of tests that are left out.</param>
    public static void Of(string assembly, string space, IReadOnlySet<string> without, Tally tally)
    {
        var options = new Options();
        var results = new Results(tally);
        using var sources = new NoSources();
        using var framework = new XunitTestFramework(results) { SourceInformationProvider = sources };
        var found = new Found();
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(Assembly.Load(assembly)));
        discoverer.Find(includeSourceInformation: false, found, options);
        found.Done.WaitOne();

        var cases = found.Cases.Where(one => IsWanted(one.TestMethod.TestClass.Class.Name, one.TestMethod.Method.Name)
            && !one.Traits.ContainsKey(TooLong)).ToList();
        using var executor = framework.GetExecutor(new AssemblyName(assembly));
        executor.RunTests(cases, results, options);
        results.Done.WaitOne();

        bool IsWanted(string type, string test) =>
            (space.Length == 0 || type == space || type.StartsWith($"{space}.", StringComparison.Ordinal))
            && !without.Contains(type[(type.LastIndexOf('.') + 1)..]) && !without.Contains(test);
    }
}
