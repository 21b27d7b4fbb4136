namespace GpioHub.Transports.Records;

/// <summary>Numbers from 1 that no process which follows gives out again. Any thread; not for what happens often.</summary>
/// <param name="file">null = the numbers are this process's alone.</param>
/// <param name="word">Of the record's header.</param>
public sealed class RecordedCounter(RecordFile? file, int word)
{
    /// <summary>Numbers of one process, where it is not known how many the ones before have given out.</summary>
    private const int OfOneProcess = 1 << 20;

    private int _last = file is null ? 0 : LastIn(file, word);

    public int Next() => Next(1);

    /// <summary>Gives out several that follow each other.</summary>
    /// <returns>The first.</returns>
    public int Next(int count)
    {
        int last = Interlocked.Add(ref _last, count);
        file?.RaiseHeader(word, Pack(last));
        return last - count + 1;
    }

    /// <summary>A greater number is a greater word, and the lower half says whether the upper is what was written.</summary>
    private static ulong Pack(int number) => ((ulong)number << 32) | ~(uint)number;

    private static int LastIn(RecordFile file, int word)
    {
        ulong written = file.ReadHeader(word);
        int number = (int)(written >> 32);
        return written == 0 || written == Pack(number) ? number : (int)(file.Epoch % 1024) * OfOneProcess;
    }
}
