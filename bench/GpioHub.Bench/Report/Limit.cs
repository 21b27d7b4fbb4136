namespace GpioHub.Bench.Report;

/// <summary>The two variants of the bare back-end in C.</summary>
internal enum Limit
{
    /// <summary>It sleeps as soon as its rings are empty.</summary>
    Sleeps,

    /// <summary>It looks at its rings for a while before it sleeps.</summary>
    Looks,
}
