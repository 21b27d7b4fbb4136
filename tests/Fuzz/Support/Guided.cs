using SharpFuzz;

namespace GpioHub.Fuzz.Support;

/// <summary>A run under afl-fuzz, which sees what each input reaches and goes on from those that reach something new
/// (build/fuzz.sh --guided).</summary>
internal static class Guided
{
    /// <summary>Takes inputs until afl-fuzz ends it. What throws is a crash to afl-fuzz, which keeps the input.</summary>
    /// <remarks>Inputs are given in a child process, so that even a stack overflow ends but one.</remarks>
    public static void Run(FuzzTarget target) => Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        target.Give(input.ToArray());
    });
}
