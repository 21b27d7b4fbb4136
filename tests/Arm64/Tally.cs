namespace GpioHub.Arm64;

/// <summary>What became of the tests that were run.</summary>
internal sealed class Tally
{
    public int Passed { get; set; }

    public int Failed { get; private set; }

    public int Skipped { get; private set; }

    /// <summary>Notes a failure, and prints it at once: the process may not reach its end.</summary>
    public void Fail(string name, string why)
    {
        Failed++;
        Console.WriteLine($"FAILED {name}\n{why}");
    }

    /// <summary>Notes a test that was left out, with its reason.</summary>
    public void Skip(string name, string why)
    {
        Skipped++;
        Console.WriteLine($"skipped {name}: {why}");
    }
}
