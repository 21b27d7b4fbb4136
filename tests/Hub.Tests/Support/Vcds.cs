namespace GpioHub.Hub.Tests.Support;

/// <summary>VCD files of a few milliseconds.</summary>
internal static class Vcds
{
    /// <summary>Two signals of a simulator: <c>top.ign</c> has four edges, <c>top.crash</c> one.</summary>
    public const string Simulated =
        """
        $timescale 1 us $end
        $scope module top $end
        $var wire 1 ! ign $end
        $var wire 1 " crash $end
        $upscope $end
        $enddefinitions $end
        #0 0! 0"
        #200 1!
        #400 0! 1"
        #600 1!
        #1000 0!
        #1200

        """;

    /// <summary>A hub's own file: bench/IGN goes high after a millisecond.</summary>
    public const string Own =
        """
        $version gpiohub 0.1.0 run=3f9a0c12 monotonic=1 $end
        $timescale 1 ns $end
        $scope module gpiohub $end
        $scope module bench $end
        $var wire 1 ! IGN $end
        $upscope $end
        $upscope $end
        $enddefinitions $end
        #0 0!
        #1000000 1!

        """;
}
