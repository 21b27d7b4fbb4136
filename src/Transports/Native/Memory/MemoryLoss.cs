namespace GpioHub.Transports.Native;

/// <summary>What became of memory that was mapped.</summary>
public enum MemoryLoss
{
    None,

    /// <summary>The file was shortened after it was mapped, or it has a hole and its file system no room left.</summary>
    CutShort,

    /// <summary>The machine's memory failed there.</summary>
    Hardware,
}
