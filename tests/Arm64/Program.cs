using System.Runtime.InteropServices;
using GpioHub.Arm64;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: arm64-tests [-NAME | ASSEMBLY[:NAMESPACE]] …      -NAME, a class or a test, is left out");
    return 2;
}

var tally = new Tally();
var without = new HashSet<string>();
foreach (string word in args)
{
    if (word.StartsWith('-'))
    {
        without.Add(word[1..]);
        continue;
    }

    string[] parts = word.Split(':', 2);
    TestRun.Of(parts[0], parts.Length > 1 ? parts[1] : "", without, tally);
}

Console.WriteLine($"{RuntimeInformation.ProcessArchitecture}: {tally.Passed} passed, {tally.Failed} failed, {tally.Skipped} skipped");
return tally.Failed == 0 && tally.Passed > 0 ? 0 : 1;
