namespace GpioHub.Recording.Vcd;

/// <summary>Gets what a file says, in the file's order.</summary>
public interface IVcdSink
{
    /// <summary>The head is read. Comes once, before everything else.</summary>
    void Declared(VcdDeclarations declared, long line);

    /// <summary>Time passes. Values that come before the first time are those from which the file begins.</summary>
    /// <param name="ns">Of the file, nanoseconds, rounded down; never less than before.</param>
    void Time(long ns, long line);

    /// <summary>A signal has this value from now on; it may have had it before.</summary>
    /// <param name="bits">As many as the signal has: <c>0</c>, <c>1</c>, <c>x</c> or <c>z</c>, most significant first. Only for the time of
    /// the call.</param>
    void Change(int signal, ReadOnlySpan<byte> bits, long line);
}
